import type { z } from 'zod';
import type { LabelValue } from '../../src-core/protocol/job';

/** A job as its handler sees it. */
export interface HandlerJob {
  id: string;
  type: string;
  payload: unknown;
  /** 1 for the first attempt. */
  attempt: number;
  /** How many attempts it has in all. */
  attempts: number;
  labels?: Record<string, LabelValue>;
  clientId?: string;
  /** W3C trace context of the submitter. */
  traceparent?: string;
}

/** What a handler can do while it runs. */
export interface JobContext {
  /** Aborts when the job is cancelled, times out, loses its lease or is released. */
  signal: AbortSignal;
  attempt: number;
  /** The claim's fence: larger with every claim of this job. */
  fence: number;
  /** Chunks earlier attempts delivered; above 0 a handler may continue after them: see `resume`. */
  emitted: number;
  /** Report progress, 0 to 100. */
  progress(percent: number, note?: string): Promise<void>;
  /**
   * Continue the stream after the `emitted` chunks of earlier attempts: watchers keep what they have, and the next chunk
   * follows it. Call it before the first chunk; an attempt that does not starts the stream over.
   */
  resume(): Promise<void>;
  /** Deliver one piece of the result to whoever watches. Resolves when it is stored. */
  chunk(data: unknown): Promise<void>;
  /** Add a line to the job's trace. */
  log(message: string): Promise<void>;
}

/** Runs one job. What it returns (any JSON value) is the result; what it throws fails the attempt. */
export type Handler = (job: HandlerJob, context: JobContext) => Promise<unknown> | unknown;

/** Gives a handler written in a file of its own its types; returns it unchanged. */
export function defineHandler(handler: Handler): Handler {
  return handler;
}

/** A failure the handler meant. Any other error it throws is retried, with the error's own `code` or JOB_FAILED. */
export class HandlerError extends Error {
  /** One of the error catalogue's codes or the handler's own (64 characters at most). */
  readonly code: string;
  /** false: the job is dead at once, however many attempts are left. */
  readonly retryable: boolean;
  /** A retry waits for its backoff, and at least so long, in ms; a day at most. */
  readonly retryAfterMs?: number;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HandlerError';
    this.code = code;
    this.retryable = options.retryable ?? true;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/** The payload as the schema types it; throws INVALID_MESSAGE, not retryable, with the first faults named. */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map((issue) => {
    const path = ['payload', ...issue.path.map(String)].join('.');
    return `${path}: ${issue.message}`;
  });
  throw new HandlerError('INVALID_MESSAGE', faults.join('; '), { retryable: false });
}
