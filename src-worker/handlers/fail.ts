import { z } from 'zod';
import { type Handler, HandlerError, parsePayload } from './handler';

const failPayloadSchema = z.strictObject({
  message: z.string().max(10_000).default('failed as asked'),
  /** Attempts that fail; all of them when not said. */
  times: z.number().int().min(0).max(1000).optional(),
  retryable: z.boolean().default(true),
  /** End the worker process instead of throwing. */
  crash: z.boolean().default(false),
});

/** Ends this process the way a real crash does: at once, with nothing released or said. */
function killThisProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

/**
 * `fail {message, times?, retryable?, crash?}`: fails its first `times` attempts, then answers `{failed: times}`.
 * For trying out retries and crash recovery; offered only where it was asked for.
 */
export function failHandler(endProcess: () => void = killThisProcess): Handler {
  return async (job, context) => {
    const { message, times, retryable, crash } = parsePayload(failPayloadSchema, job.payload);
    if (times !== undefined && context.attempt > times) return { failed: times };
    if (!crash) throw new HandlerError('JOB_FAILED', message, { retryable });
    endProcess();
    // A signal takes a moment to arrive: nothing may be reported until it does.
    return new Promise((_, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason), { once: true });
    });
  };
}
