import { hash, randomBytes } from 'node:crypto';

const processPart = BigInt(`0x${randomBytes(6).toString('hex')}`)
  .toString(36)
  .padStart(10, '0');
let count = 0;

/** A new job id: unique over processes by 48 random bits, short because it is stored several times. */
export function newJobId(): string {
  count += 1;
  return `${processPart}${count.toString(36)}`;
}

/** The id a job is stored under: a caller's own id is scoped by its owner. */
export function fullJobId(id: string, owner: string | undefined): string {
  return owner === undefined ? id : `${owner}~${id}`;
}

/** A short digest of a key, scoped by its owner, for key names and fingerprints. */
export function digest(...parts: string[]): string {
  return hash('sha1', parts.join('\0')).slice(0, 24);
}
