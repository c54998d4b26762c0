import type { FastifyReply } from 'fastify';
import { csrfHeader } from '../../../src-core/protocol/console';

/** API answers are data: nothing in them may run or be framed. */
const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The console runs only what the gateway serves, and talks only to the gateway. */
const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const everywhere = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The headers of every answer. */
export function securityHeaders(reply: FastifyReply): void {
  reply.headers({ ...everywhere, 'content-security-policy': apiPolicy, 'cache-control': 'no-store' });
}

/** The same for a file of the console. */
export function consoleHeaders(): Record<string, string> {
  return { ...everywhere, 'content-security-policy': consolePolicy };
}

/**
 * The headers that let a page of one allowed origin read the answer. `origin` was checked
 * against the allow-list before: never any other, never a wildcard.
 */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': `authorization, content-type, idempotency-key, last-event-id, ${csrfHeader}`,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-expose-headers': 'retry-after, x-request-id',
    'access-control-max-age': '600',
    'cross-origin-resource-policy': 'cross-origin',
    vary: 'Origin',
  };
}
