import { errorCatalogue, type ErrorCode, SignalboxError } from '../protocol/errors';
import type { JobError } from '../protocol/job';
import type { WorkerFrame } from '../protocol/worker-frames';
import { ChunkLog } from './chunk-log';
import type { Gpu, GpuJob, GpuJobContext, GpuJobHandler } from './options';

/** The frame that ends an attempt. */
export type FinalFrame = Extract<WorkerFrame, { type: 'job_complete' | 'job_fail' | 'release_job' }>;

/** Where a job runs, as the gateway assigned it. */
export interface Assignment {
  job: GpuJob;
  workerId: string;
  fence: number;
  gpu: Gpu | null;
}

/** What a held job needs of its worker. */
export interface JobPort {
  send(frame: WorkerFrame): void;
  sendText(text: string): void;
  /** The largest frame the gateway takes, in bytes. */
  frameBytes(): number;
  /** The attempt is over: its final frame can be sent. */
  ended(held: HeldJob): void;
}

/** One job from its assignment to the gateway's answer to its final frame. */
export class HeldJob {
  readonly #abort = new AbortController();
  readonly #chunks: ChunkLog;
  #seq = 0;
  #final: FinalFrame | null = null;
  /** Its chunks were all answered: the final frame may be sent. */
  #isComplete = false;

  /** `number` tells the jobs of one worker apart in refs. */
  constructor(
    readonly number: number,
    readonly assignment: Assignment,
    private readonly port: JobPort,
  ) {
    this.#chunks = new ChunkLog((text) => port.sendText(text));
  }

  /** Names the job in frames. */
  get mark(): { jobId: string; fence: number } {
    return { jobId: this.assignment.job.id, fence: this.assignment.fence };
  }

  /** What ends the attempt, once that is known; the gateway has not answered it yet. */
  get final(): FinalFrame | null {
    return this.#final;
  }

  get running(): boolean {
    return this.#final === null && !this.#abort.signal.aborted;
  }

  /** Runs the handler; its end is told by `ended`, once. */
  async run(handler: GpuJobHandler | undefined): Promise<void> {
    const { job } = this.assignment;
    if (!handler)
      return this.#fail(new SignalboxError('UNKNOWN_JOB_TYPE', `No handler for "${job.type}"`), false);
    try {
      void this.#end(this.#completion(await handler(job, this.#context())));
    } catch (error) {
      this.#fail(error, (error as { retryable?: unknown } | null)?.retryable !== false);
    }
  }

  /** The job is no longer this worker's, or its time here is over: the handler is told, and is not heard any more. */
  stop(code: 'JOB_CANCELLED' | 'LEASE_LOST' | 'DRAINING'): void {
    this.#chunks.end();
    this.#abort.abort(new SignalboxError(code));
  }

  /** Gives the job back, at no cost of an attempt. */
  release(): void {
    if (!this.running) return;
    this.stop('DRAINING');
    this.#final = { type: 'release_job', ...this.mark };
    this.#isComplete = true;
    this.port.ended(this);
  }

  /** The link is back: what may have been lost goes again. */
  resume(): void {
    this.#chunks.resend();
    if (this.#final && this.#isComplete) this.port.ended(this);
  }

  /** The gateway has the chunks up to this one. */
  chunkTaken(seq: number): void {
    this.#chunks.answered(seq);
  }

  /** The gateway refused a chunk: it goes again later, or the attempt fails, for its stream would have a gap. */
  chunkRefused(seq: number, code: ErrorCode, message: string, retryAfterMs: number): void {
    if (!this.#chunks.isNext(seq)) return;
    if (errorCatalogue[code]?.retry) return void setTimeout(() => this.#chunks.resend(), retryAfterMs);
    this.#chunks.end();
    const error = new SignalboxError(code, `chunk ${seq}: ${message}`);
    if (this.#final) this.#final = this.#failure(error, code !== 'PAYLOAD_TOO_LARGE');
    else this.#fail(error, code !== 'PAYLOAD_TOO_LARGE');
  }

  async #end(final: FinalFrame): Promise<void> {
    if (!this.running) return;
    this.#final = final;
    await this.#chunks.empty();
    if (this.#abort.signal.aborted) return;
    this.#isComplete = true;
    this.port.ended(this);
  }

  #fail(error: unknown, retryable: boolean): void {
    void this.#end(this.#failure(error, retryable));
  }

  #failure(error: unknown, retryable: boolean): FinalFrame {
    return { type: 'job_fail', ...this.mark, error: describe(error), retryable };
  }

  // A result without a JSON form, or one that no frame can carry, can never be delivered: a retry would not help.
  #completion(result: unknown): FinalFrame {
    const frame = { type: 'job_complete', ...this.mark, result: result ?? null } as const;
    try {
      this.#checkSize('result', JSON.stringify(frame));
      return frame;
    } catch (error) {
      return this.#failure(error instanceof SignalboxError ? error : noJsonForm('result', error), false);
    }
  }

  #checkSize(what: string, text: string): void {
    const bytes = Buffer.byteLength(text);
    const most = this.port.frameBytes();
    if (bytes <= most) return;
    throw new SignalboxError('PAYLOAD_TOO_LARGE', `${what}: a frame of ${bytes} bytes; ${most} is the limit`);
  }

  #context(): GpuJobContext {
    const { job, workerId, fence, gpu } = this.assignment;
    return {
      signal: this.#abort.signal,
      attempt: job.attempt,
      fence,
      workerId,
      gpu,
      progress: (percent, note) => this.#progress(percent, note),
      chunk: (data) => this.#chunk(data),
    };
  }

  #progress(percent: number, note?: string): void {
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`progress must be 0 to 100, not ${percent}`);
    if (this.running)
      this.port.send({ type: 'job_progress', ...this.mark, percent, ...(note !== undefined && { note }) });
  }

  async #chunk(data: unknown): Promise<void> {
    this.#abort.signal.throwIfAborted();
    if (this.#final)
      throw new SignalboxError('INVALID_STATE', 'The job has ended: it can have no more chunks');
    const seq = this.#seq + 1;
    const ref = `${this.number}.${seq}`;
    const text = JSON.stringify({ type: 'job_chunk', ref, ...this.mark, seq, data: data ?? null });
    this.#checkSize('chunk', text);
    this.#seq = seq;
    await this.#chunks.push(seq, text);
    this.#abort.signal.throwIfAborted();
  }
}

function noJsonForm(what: string, error: unknown): SignalboxError {
  return new SignalboxError('INVALID_MESSAGE', `${what}: it has no JSON form: ${(error as Error).message}`);
}

function describe(error: unknown): JobError {
  if (!(error instanceof Error)) return { code: 'JOB_FAILED', message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    code: typeof code === 'string' && code !== '' ? code.slice(0, 64) : 'JOB_FAILED',
    message: error.message,
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}
