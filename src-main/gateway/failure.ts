import type { Logger } from 'pino';
import type { z } from 'zod';
import {
  errorCatalogue,
  SignalboxError,
  type ErrorCode,
  type InputIssue,
} from '../../src-core/protocol/errors';
import type { JobError } from '../../src-core/protocol/job';

/** How long a caller waits before it tries again, when the error itself does not say; ms. */
const defaultRetryMs: Partial<Record<ErrorCode, number>> = {
  REDIS_UNAVAILABLE: 1000,
  QUEUE_FULL: 2000,
  RATE_LIMITED: 1000,
  DRAINING: 1000,
};

/** Any thrown value as an error for the one who asked. What was not expected is logged and hidden as INTERNAL. */
export function asFailure(error: unknown, log: Logger): SignalboxError {
  if (error instanceof SignalboxError) {
    if (error.code === 'REDIS_UNAVAILABLE') log.debug({ err: error }, 'Redis unavailable');
    return forClient(error);
  }
  log.error({ err: error }, 'unexpected error');
  return new SignalboxError('INTERNAL', undefined, { cause: error });
}

/** The error without what only operators need to know, and with how long to wait where waiting helps. */
export function forClient(error: SignalboxError): SignalboxError {
  const retryAfterMs = error.retryAfterMs ?? defaultRetryMs[error.code];
  const isPlain = error.code !== 'REDIS_UNAVAILABLE';
  if (isPlain && retryAfterMs === error.retryAfterMs) return error;
  return new SignalboxError(error.code, isPlain ? error.message : undefined, {
    cause: error,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(error.issues && { issues: error.issues }),
  });
}

/** What is wrong with an input, for the one who sent it. */
export function toIssues(error: z.ZodError): InputIssue[] {
  return error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }));
}

/** INVALID_MESSAGE with the issues of a failed check. */
export function invalid(error: z.ZodError, what: string): SignalboxError {
  const issues = toIssues(error);
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  return new SignalboxError('INVALID_MESSAGE', `${what}: ${where}${first?.message ?? 'not valid'}`, {
    issues,
  });
}

/** A job's final error as an error of the catalogue; a handler's own code becomes JOB_FAILED. */
export function jobFailure(error: JobError): SignalboxError {
  const code = error.code in errorCatalogue ? (error.code as ErrorCode) : 'JOB_FAILED';
  return new SignalboxError(code, error.message, { cause: error });
}
