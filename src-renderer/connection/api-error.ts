import type { ErrorCode, InputIssue } from '../../src-core/protocol/errors';

/** Codes of the console itself, for what never reached the gateway or made no sense when it came back. */
export type ApiErrorCode = ErrorCode | 'UNREACHABLE' | 'BAD_ANSWER';

interface ApiErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  status: number;
  retryAfterMs?: number;
  issues?: InputIssue[];
}

/** Why the gateway did not do what was asked, in words a person can be shown. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly retryAfterMs?: number;
  readonly issues?: InputIssue[];

  constructor(code: ApiErrorCode, message: string, details: ApiErrorDetails) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.issues) this.issues = details.issues;
  }
}

/** Any thrown value as an ApiError, so that it can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError('BAD_ANSWER', message, { status: 0 });
}
