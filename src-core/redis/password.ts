import { randomBytes } from 'node:crypto';

/** A password that needs no quoting anywhere. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
