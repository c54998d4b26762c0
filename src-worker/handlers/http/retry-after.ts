/**
 * Milliseconds a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110, 10.2.3). Undefined when there is
 * none, it cannot be read, or lies in the past.
 */
export function readRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
