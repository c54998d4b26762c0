import type { ResumePoint, ServerFrame } from '../protocol/client-frames';
import { errorCatalogue, type ErrorCode, SignalboxError } from '../protocol/errors';
import type { JobState } from '../protocol/job-state';
import { ChunkQueue, type OnReset } from './chunk-queue';

/** What a handle tells its listeners. */
export interface JobEvents {
  state: { state: JobState; attempt: number; at: number };
  progress: { percent: number; note?: string };
  chunk: { attempt: number; seq: number; data: unknown };
  /** A later attempt starts over: the chunks told before are void. */
  reset: { attempt: number };
  /** The chunks before `firstSeq` are gone for good. */
  trimmed: { attempt: number; firstSeq: number };
  /** An attempt failed and another follows. */
  retry: { error: { code: string; message: string } };
}

export type JobFrame = Extract<ServerFrame, { jobId: string; type: `job_${string}` | `stream_${string}` }>;

type Outcome = { result: unknown } | { error: SignalboxError };
type Listener = (event: never) => void;

/** One job as its submitter or watcher sees it. It stays good over lost connections. */
export class JobHandle {
  state: JobState;
  /** The chunks' data in order. Read it once. By default it throws ATTEMPT_LOST when a new attempt starts over after chunks were read. */
  readonly chunks: AsyncIterable<unknown>;
  readonly #queue: ChunkQueue;
  readonly #listeners = new Map<keyof JobEvents, Set<Listener>>();
  #attempt = 0;
  #seq = 0;
  #outcome: Outcome | null = null;
  #waiting: (() => void)[] = [];

  constructor(
    readonly id: string,
    state: JobState,
    onReset: OnReset,
    private readonly requestCancel: (cause?: string) => Promise<void>,
    private readonly finished: () => void,
  ) {
    this.state = state;
    this.#queue = new ChunkQueue(onReset);
    this.chunks = this.#queue;
  }

  /** True once the result or the final error is known. */
  get isFinished(): boolean {
    return this.#outcome !== null;
  }

  /** The job's result. Rejects with a SignalboxError: the job's own code when it is one of the catalogue, else JOB_FAILED. */
  async result(): Promise<unknown> {
    if (!this.#outcome) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const outcome = this.#outcome as Outcome | null;
    if (outcome && 'result' in outcome) return outcome.result;
    throw outcome?.error ?? new SignalboxError('INTERNAL');
  }

  /** Cancels the job wherever it is. Rejects with INVALID_STATE when it is finished. */
  cancel(cause?: string): Promise<void> {
    return this.requestCancel(cause);
  }

  /** Calls `listener` for each event of that name. Returns what stops it. */
  on<Name extends keyof JobEvents>(name: Name, listener: (event: JobEvents[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set<Listener>();
    this.#listeners.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /** Where to go on after a lost connection. */
  get point(): ResumePoint {
    return this.#attempt === 0
      ? { jobId: this.id }
      : { jobId: this.id, attempt: this.#attempt, afterSeq: this.#seq };
  }

  /** Takes a frame about this job. */
  take(frame: JobFrame): void {
    switch (frame.type) {
      case 'job_state':
        this.state = frame.state;
        return this.#tell('state', { state: frame.state, attempt: frame.attempt, at: frame.at });
      case 'job_progress':
        return this.#tell('progress', {
          percent: frame.percent,
          ...(frame.note !== undefined && { note: frame.note }),
        });
      case 'job_chunk':
        return this.#chunk(frame.attempt, frame.seq, frame.data);
      case 'stream_reset':
        return this.#reset(frame.attempt);
      case 'stream_trimmed':
        return this.#tell('trimmed', { attempt: frame.attempt, firstSeq: frame.firstSeq });
      case 'job_result':
        this.state = 'completed';
        return this.#finish({ result: frame.result });
      case 'job_error':
        if (frame.willRetry) return this.#tell('retry', { error: frame.error });
        return this.fail(finalError(frame.error));
      default: // 'job_accepted' is the submission's answer, not an event
    }
  }

  /** Ends the handle with an error. */
  fail(error: SignalboxError): void {
    this.#finish({ error });
  }

  #chunk(attempt: number, seq: number, data: unknown): void {
    // After a resume the gateway may send what was under way before.
    if (attempt < this.#attempt || (attempt === this.#attempt && seq <= this.#seq)) return;
    this.#attempt = attempt;
    this.#seq = seq;
    this.#queue.push(data);
    this.#tell('chunk', { attempt, seq, data });
  }

  #reset(attempt: number): void {
    if (attempt <= this.#attempt) return;
    this.#attempt = attempt;
    this.#seq = 0;
    this.#queue.reset();
    this.#tell('reset', { attempt });
  }

  #finish(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    this.#queue.end('error' in outcome ? outcome.error : null);
    this.finished();
    for (const wake of this.#waiting) wake();
    this.#waiting = [];
  }

  #tell<Name extends keyof JobEvents>(name: Name, event: JobEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? [])
      (listener as (event: JobEvents[Name]) => void)(event);
  }
}

function finalError(error: { code: string; message: string }): SignalboxError {
  const code = error.code in errorCatalogue ? (error.code as ErrorCode) : 'JOB_FAILED';
  return new SignalboxError(code, error.message, { cause: error });
}
