import { SignalboxError } from '../protocol/errors';

/** How long a caller should wait when the error itself does not tell. */
const RETRY_AFTER_MS = 1000;

/** Error codes of sockets and name lookups: the server cannot be reached, or has gone. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'NR_CLOSED',
]);

/** What ioredis says of a connection that is away, and errors of its own kind by name. */
const AWAY =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Cluster isn't ready|Socket (timeout|closed)|connect ETIMEDOUT|None of startup nodes|All sentinels are unreachable|Failed to refresh slots cache|Too many Cluster redirections|Command aborted due to connection close|Reached the max retries)/;
const AWAY_NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);

/** First words of Redis' replies that pass by themselves: loading, failing over, its disk full, a script too long. */
const TROUBLED =
  /^(-?)(LOADING|READONLY|MISCONF|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY|UNBLOCKED|NOTREADY)\b/;
/** Replies for a quota or a cap: memory, and what hosted services say. */
const FULL = /(^|\b)OOM\b|max requests limit exceeded|max number of clients reached|quota|max daily request/i;

/** Whether Redis could not be reached, or did not answer in time (and not: answered with an error). */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string' && SOCKET_CODES.has(code)) return true;
  if (AWAY_NAMES.has(error.name) || AWAY.test(error.message)) return true;
  // Node tries several addresses of a name and then throws all their errors at once.
  return Array.isArray(errors) && errors.length > 0 && errors.every(isOutage);
}

/**
 * Any error as one of the catalogue: no answer and passing trouble become REDIS_UNAVAILABLE, memory and quotas
 * QUEUE_FULL, both with `retryAfterMs`; a `SignalboxError` stays itself; the rest is INTERNAL with its cause.
 */
export function toSignalboxError(error: unknown): SignalboxError {
  if (error instanceof SignalboxError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const details = { cause: error, retryAfterMs: RETRY_AFTER_MS };
  if (FULL.test(message)) return new SignalboxError('QUEUE_FULL', undefined, details);
  if (isOutage(error) || TROUBLED.test(message)) {
    return new SignalboxError('REDIS_UNAVAILABLE', undefined, details);
  }
  return new SignalboxError('INTERNAL', undefined, { cause: error });
}
