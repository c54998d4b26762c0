import { AddressRefusedError } from '../../../src-core/outbound/address-policy';
import { HandlerError } from '../handler';

/** One try took too long. */
export class TryTimeout extends Error {
  constructor(ms: number) {
    super(`no complete answer within ${ms} ms`);
  }
}

/** The failure to report for what a server, or the way to it, did; the job's own end is thrown as it is. */
export function callFailure(error: unknown, job: AbortSignal): HandlerError {
  if (job.aborted) throw job.reason;
  if (error instanceof HandlerError) return error;
  // An address that may not be called will not be allowed by trying again.
  if (error instanceof AddressRefusedError)
    return new HandlerError('FORBIDDEN', error.message, { retryable: false });
  if (error instanceof TryTimeout) return new HandlerError('TIMEOUT', error.message, { cause: error });
  return new HandlerError('UPSTREAM_ERROR', `the call failed: ${describe(error)}`, { cause: error });
}

/** The message of the deepest cause, which names the fault (ECONNREFUSED, other side closed). */
function describe(error: unknown): string {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (!(root instanceof Error)) return String(root);
  return root.message || (root as NodeJS.ErrnoException).code || root.name;
}
