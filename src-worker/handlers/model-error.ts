import { APIConnectionTimeoutError, APIError } from 'openai';
import { HandlerError } from './handler';

/** Statuses below 500 that may go away by themselves. */
const passingStatuses = new Set([408, 409, 425, 429]);
/** Statuses that say the request itself is wrong; the others below 500 (401, 403) are about our key. */
const requestStatuses = new Set([400, 404, 405, 413, 415, 422]);

/**
 * The failure to report for what the model's server or the way to it did.
 * A refused request is INVALID_MESSAGE, everything else UPSTREAM_ERROR; busy servers, server faults and
 * broken connections are retryable.
 */
export function modelFailure(error: unknown): HandlerError {
  if (error instanceof HandlerError) return error;
  const status = error instanceof APIError ? error.status : undefined;
  if (typeof status !== 'number') {
    return new HandlerError('UPSTREAM_ERROR', `the model's server failed: ${describe(error)}`, {
      cause: error,
    });
  }
  const message = `the model's server answered ${describe(error)}`;
  if (status >= 500 || passingStatuses.has(status))
    return new HandlerError('UPSTREAM_ERROR', message, { cause: error });
  const code = requestStatuses.has(status) ? 'INVALID_MESSAGE' : 'UPSTREAM_ERROR';
  return new HandlerError(code, message, { retryable: false, cause: error });
}

/** The failure of a server that said nothing for `ms`. */
export function silentModel(ms: number): HandlerError {
  return new HandlerError('UPSTREAM_ERROR', `the model's server sent nothing for ${ms} ms`);
}

/** The message with the deepest cause, which is the one that names the fault (ECONNREFUSED, other side closed). */
function describe(error: unknown): string {
  if (error instanceof APIConnectionTimeoutError) return 'no answer in time';
  if (!(error instanceof Error)) return String(error);
  let root: Error = error;
  while (root.cause instanceof Error) root = root.cause;
  // A refused connection to a name with several addresses has an empty message and only a code.
  const rootText = root.message || (root as NodeJS.ErrnoException).code || root.name;
  return root === error ? error.message : `${error.message} (${rootText})`;
}
