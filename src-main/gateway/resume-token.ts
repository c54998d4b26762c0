import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SignalboxError } from '../../src-core/protocol/errors';

/** Longer than a connection is likely to last; ms. */
const validMs = 7 * 86_400_000;
const claimsSchema = z.object({ key: z.string(), at: z.number() });

/**
 * A resume token names the client of a connection. It is signed and kept nowhere, so that
 * every gateway with the same secret can check it. It holds for 7 days.
 */
export function signResumeToken(secret: string, principalKey: string, now: number): string {
  const body = Buffer.from(JSON.stringify({ key: principalKey, at: now })).toString('base64url');
  return `${body}.${signature(secret, body)}`;
}

/** Returns the key of the principal the token names. Throws UNAUTHORIZED when it is forged or too old. */
export function readResumeToken(secret: string, token: string, now: number): string {
  const refused = new SignalboxError('UNAUTHORIZED', 'The resume token is not valid; watch the jobs again');
  const [body = '', sign = '', ...rest] = token.split('.');
  const expected = Buffer.from(signature(secret, body));
  const given = Buffer.from(sign);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused;
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (!claims.success || now - claims.data.at > validMs) throw refused;
  return claims.data.key;
}

function signature(secret: string, body: string): string {
  // Its own label, so that a secret shared with another purpose signs nothing of that purpose.
  return createHmac('sha256', secret).update(`signalbox.resume:${body}`).digest('base64url');
}
