/**
 * The error catalogue: every error a client, worker or operator can be shown has its code here.
 * `http` is the status of an HTTP answer; `text` is the message when the thrower gives none;
 * `retry` says whether the same request can succeed later.
 */
export const errorCatalogue = {
  INVALID_MESSAGE: { http: 400, retry: false, text: 'The message does not have the required form' },
  UNKNOWN_JOB_TYPE: { http: 400, retry: false, text: 'No worker handles this job type' },
  UNAUTHORIZED: { http: 401, retry: false, text: 'A valid token is required' },
  FORBIDDEN: { http: 403, retry: false, text: 'This token does not allow that' },
  ORIGIN_REFUSED: { http: 403, retry: false, text: 'This Origin or Host is not allowed' },
  NOT_FOUND: { http: 404, retry: false, text: 'There is nothing at this address' },
  JOB_NOT_FOUND: { http: 404, retry: false, text: 'No such job' },
  WORKER_NOT_FOUND: { http: 404, retry: false, text: 'No such worker' },
  METHOD_NOT_ALLOWED: { http: 405, retry: false, text: 'This route does not answer that method' },
  DUPLICATE_JOB: { http: 409, retry: false, text: 'This idempotency key was used with another body' },
  INVALID_STATE: { http: 409, retry: false, text: "The job's state does not allow that" },
  LEASE_LOST: { http: 409, retry: false, text: 'The lease was lost: another attempt has the job' },
  PAYLOAD_TOO_LARGE: { http: 413, retry: false, text: 'The payload is over the limit' },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, retry: false, text: 'The body must be JSON' },
  RATE_LIMITED: { http: 429, retry: true, text: 'Too many requests' },
  TOO_MANY_CLASSES: {
    http: 409,
    retry: false,
    text: 'The queue already holds 64 distinct combinations of type and requirements',
  },
  JOB_FAILED: { http: 500, retry: false, text: 'The job failed' },
  JOB_TIMEOUT: { http: 504, retry: false, text: 'The job ran longer than its timeout' },
  JOB_CANCELLED: { http: 409, retry: false, text: 'The job was cancelled' },
  JOB_EXPIRED: { http: 504, retry: false, text: 'The job was not started before it expired' },
  WORKER_LOST: { http: 502, retry: true, text: 'The worker stopped answering while it ran the job' },
  ATTEMPT_LOST: {
    http: 502,
    retry: true,
    text: 'The attempt that was streaming was lost; the stream cannot start over',
  },
  UPSTREAM_ERROR: { http: 502, retry: true, text: 'The service behind the job answered with an error' },
  TIMEOUT: { http: 504, retry: true, text: 'Nothing came within the time allowed' },
  QUEUE_FULL: {
    http: 503,
    retry: true,
    text: 'Service is currently at capacity, please try again later',
  },
  REDIS_UNAVAILABLE: { http: 503, retry: true, text: 'Server busy, please retry your request' },
  DRAINING: { http: 503, retry: true, text: 'The gateway is shutting down; connect again' },
  INTERNAL: { http: 500, retry: true, text: 'An unexpected error; the log has the details' },
} as const satisfies Record<string, { http: number; retry: boolean; text: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One thing that is wrong with an input: where (`path`, dotted, '' for the whole) and what. */
export interface InputIssue {
  path: string;
  message: string;
}

/** The shape of an error on every wire (HTTP body, frames, CLI JSON). */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  /** Milliseconds to wait before trying again. */
  retryAfterMs?: number;
  issues?: InputIssue[];
}

/** An error of the catalogue. `message` defaults to the catalogue's text. */
export class SignalboxError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs?: number;
  readonly issues?: InputIssue[];

  constructor(
    code: ErrorCode,
    message?: string,
    details: { retryAfterMs?: number; issues?: InputIssue[]; cause?: unknown } = {},
  ) {
    super(
      message ?? errorCatalogue[code].text,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'SignalboxError';
    this.code = code;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.issues) this.issues = details.issues;
  }

  /** The HTTP status that goes with the code. */
  get status(): number {
    return errorCatalogue[this.code].http;
  }

  toBody(): ErrorBody {
    const body: ErrorBody = { code: this.code, message: this.message };
    if (this.retryAfterMs !== undefined) body.retryAfterMs = this.retryAfterMs;
    if (this.issues) body.issues = this.issues;
    return body;
  }
}
