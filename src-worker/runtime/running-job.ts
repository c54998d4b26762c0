import { SignalboxError } from '../../src-core/protocol/errors';
import type { JobError } from '../../src-core/protocol/job';
import type { Claims } from '../../src-core/queue/claims';
import type { ClaimedJob, Outcome, OutcomeAnswer } from '../../src-core/queue/types';
import type { Handler, JobContext } from '../handlers/handler';

/** Why a running job was told to stop. */
export type StopReason = 'cancelled' | 'lost' | 'timeout' | 'shutdown';

/** A handler that was told to stop has this long to end before its job is settled without it. */
const stopGraceMs = 1000;

/** What a handler may put a retry off for, at most: a day. */
const longestRetryAfterMs = 86_400_000;

const signalCodes = {
  cancelled: 'JOB_CANCELLED',
  lost: 'LEASE_LOST',
  timeout: 'JOB_TIMEOUT',
  shutdown: 'DRAINING',
} as const;

/** One job while it runs here: its context, and its one end. */
export class RunningJob {
  /** When its time is over, by this process's monotonic clock, in ms. */
  readonly deadline: number;
  readonly #claims: Claims;
  readonly #ended: (running: RunningJob, outcome: Outcome | null) => void;
  #abort: AbortController | null = null;
  #stopped: StopReason | null = null;
  #over = false;
  #seq = 0;

  /** `ended` is called once, with what to report, or null when nobody wants to hear of this attempt any more. */
  constructor(
    readonly job: ClaimedJob,
    claims: Claims,
    ended: (running: RunningJob, outcome: Outcome | null) => void,
  ) {
    this.#claims = claims;
    this.#ended = ended;
    this.deadline = performance.now() + job.timeoutMs;
  }

  get stopped(): StopReason | null {
    return this.#stopped;
  }

  /** Tells the handler to stop through its signal. The first reason counts. */
  stop(reason: StopReason): void {
    if (this.#stopped || this.#over) return;
    this.#stopped = reason;
    this.#abort?.abort(new SignalboxError(signalCodes[reason]));
    setTimeout(() => this.#end(this.#afterStop(reason)), stopGraceMs);
  }

  run(handler: Handler | undefined): void {
    if (!handler) {
      const message = `This worker has no handler for "${this.job.type}"`;
      this.#end(this.#failure({ code: 'UNKNOWN_JOB_TYPE', message }, false));
      return;
    }
    try {
      const result = handler(this.job, new Context(this));
      if (isPromise(result))
        result.then(
          (value) => this.#resolved(value),
          (error: unknown) => this.#rejected(error),
        );
      else this.#resolved(result);
    } catch (error) {
      this.#rejected(error);
    }
  }

  #resolved(result: unknown): void {
    const { id, fence } = this.job;
    this.#end(
      this.#stopped === null ? { kind: 'complete', id, fence, result } : this.#afterStop(this.#stopped),
    );
  }

  #rejected(error: unknown): void {
    if (this.#stopped !== null) this.#end(this.#afterStop(this.#stopped));
    else this.#end({ ...this.#failure(describe(error), mayRetry(error)), ...retryAfter(error) });
  }

  #end(outcome: Outcome | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#ended(this, outcome);
  }

  #failure(error: JobError, retryable: boolean): Outcome {
    return { kind: 'fail', id: this.job.id, fence: this.job.fence, error, retryable };
  }

  #afterStop(reason: StopReason): Outcome | null {
    const { id, fence, timeoutMs } = this.job;
    if (reason === 'shutdown') return { kind: 'release', id, fence };
    if (reason !== 'timeout') return null;
    const error = { code: 'JOB_TIMEOUT', message: `The job ran longer than its timeout of ${timeoutMs} ms` };
    return { kind: 'fail', id, fence, error, retryable: true, outcome: 'timeout' };
  }

  // Most handlers never look at their signal, so it is made when first asked for.
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#stopped) this.#abort.abort(new SignalboxError(signalCodes[this.#stopped]));
    }
    return this.#abort.signal;
  }

  progress(percent: number, note?: string): Promise<void> {
    return this.#heard(this.#claims.progress(this.job.id, this.job.fence, percent, note));
  }

  chunk(data: unknown): Promise<void> {
    this.#seq += 1;
    return this.#heard(this.#claims.chunk(this.job.id, this.job.fence, this.job.attempt, this.#seq, data));
  }

  resume(): Promise<void> {
    const { id, fence, attempt, emitted } = this.job;
    if (this.#seq >= emitted) return Promise.resolve();
    this.#seq = emitted;
    return this.#heard(this.#claims.resume(id, fence, attempt, emitted));
  }

  log(message: string): Promise<void> {
    return this.#heard(this.#claims.log(this.job.id, this.job.fence, message));
  }

  async #heard(answer: Promise<OutcomeAnswer>): Promise<void> {
    if ((await answer) === 'lease_lost') this.stop('lost');
  }
}

/** What a handler is given. Its functions are made when first asked for, and may be taken out of it. */
class Context implements JobContext {
  readonly #running: RunningJob;

  constructor(running: RunningJob) {
    this.#running = running;
  }

  get signal(): AbortSignal {
    return this.#running.signal;
  }

  get attempt(): number {
    return this.#running.job.attempt;
  }

  get fence(): number {
    return this.#running.job.fence;
  }

  get emitted(): number {
    return this.#running.job.emitted;
  }

  get progress(): JobContext['progress'] {
    return (percent, note) => this.#running.progress(percent, note);
  }

  get resume(): JobContext['resume'] {
    return () => this.#running.resume();
  }

  get chunk(): JobContext['chunk'] {
    return (data) => this.#running.chunk(data);
  }

  get log(): JobContext['log'] {
    return (message) => this.#running.log(message);
  }
}

// By its field, not its class: a user's handler file may bring a copy of the class of its own.
function mayRetry(error: unknown): boolean {
  return (error as { retryable?: unknown } | null)?.retryable !== false;
}

function retryAfter(error: unknown): { retryAfterMs?: number } {
  const { retryAfterMs } = (error ?? {}) as { retryAfterMs?: unknown };
  const told = typeof retryAfterMs === 'number' && retryAfterMs > 0;
  return told ? { retryAfterMs: Math.min(retryAfterMs, longestRetryAfterMs) } : {};
}

function isPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Promise<unknown>).then === 'function'
  );
}

function describe(error: unknown): JobError {
  if (!(error instanceof Error)) return { code: 'JOB_FAILED', message: String(error) };
  const code = (error as { code?: unknown }).code;
  const described: JobError = {
    code: typeof code === 'string' && code !== '' ? code.slice(0, 64) : 'JOB_FAILED',
    message: error.message,
  };
  if (error.stack) described.stack = error.stack;
  return described;
}
