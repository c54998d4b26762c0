import { Connection } from '../client/connection';
import { errorCatalogue, SignalboxError } from '../protocol/errors';
import { closeCodes, maxFrameBytes } from '../protocol/limits';
import type { WorkerFrame, WorkerServerFrame } from '../protocol/worker-frames';
import { heartbeatOf } from './heartbeat';
import { type Assignment, HeldJob, type JobPort } from './held-job';
import { type GpuWorkerOptions, type RegisterFrame, registrationOf, workerSocketUrl } from './options';
import { Start } from './start';

export { SignalboxError } from '../protocol/errors';
export type { ConnectionStatus } from '../client/connection';
export type { Gpu, GpuJob, GpuJobContext, GpuJobHandler, GpuStats, GpuWorkerOptions } from './options';

type Welcome = Extract<WorkerServerFrame, { type: 'welcome' }>;
type Received = Exclude<WorkerServerFrame, Welcome>;
type ErrorFrame = Extract<WorkerServerFrame, { type: 'error' }>;
type Answer = Extract<WorkerServerFrame, { type: 'accepted' | 'rejected' }>;
type Assigned = Extract<WorkerServerFrame, { type: 'job_assigned' }>;

/** Time the answers to released jobs have at a stop, in ms. */
const releaseMs = 2000;
/** The ref of the registration; those of chunks and final frames are `JOB.SEQ` and `JOB.end` by the job's number here. */
const registrationRef = 'register';

/** Makes this machine a worker of a gateway: takes jobs pushed to it, runs them, and keeps them over lost links. */
export class GpuWorker {
  readonly #options: GpuWorkerOptions;
  readonly #registration: RegisterFrame;
  readonly #connection: Connection<WorkerFrame, Received, Welcome>;
  readonly #held = new Map<string, HeldJob>();
  readonly #port: JobPort;
  readonly #start = new Start();
  readonly #byNumber = new Map<number, HeldJob>();
  #lastNumber = 0;
  #workers: string[] = [];
  #registered = false;
  #draining = false;
  #frameBytes = maxFrameBytes;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #stopping: Promise<void> | null = null;
  #emptied: () => void = () => undefined;

  /** Throws INVALID_MESSAGE when an option is wrong. */
  constructor(options: GpuWorkerOptions) {
    this.#options = options;
    this.#registration = { ...registrationOf(options), ref: registrationRef };
    this.#port = {
      send: (frame) => this.#registered && this.#connection.send(frame),
      sendText: (text) => this.#registered && this.#connection.sendText(text),
      frameBytes: () => this.#frameBytes,
      ended: (held) => this.#report(held),
    };
    this.#connection = new Connection(workerSocketUrl(options.url), options.token, {
      welcomed: (frame) => this.#welcomed(frame),
      received: (frame) => this.#received(frame),
      lost: () => this.#unregister(),
      refused: (error) => this.#refused(error),
      needed: () => true,
      status: (status) => options.onStatus?.(status),
      ping: (socket) => socket.ping?.(),
      ended: replaced,
    });
  }

  /** The ids of its workers, `machineId:gpuId` each; empty before the first registration. */
  get workerIds(): readonly string[] {
    return this.#workers;
  }

  /** Jobs held: running, or ended and not answered yet. */
  get active(): number {
    return this.#held.size;
  }

  /**
   * Connects and registers; resolves with the first registration. Waits while the gateway is away. Rejects with
   * UNAUTHORIZED, FORBIDDEN, NOT_FOUND or INVALID_MESSAGE when it refuses. Calling it twice is harmless.
   */
  start(): Promise<void> {
    if (!this.#stopping) this.#connection.open();
    return this.#start.done;
  }

  /** Takes no more jobs; those held go on. For good: `stop()` follows. */
  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    if (this.#registered) this.#connection.send({ type: 'drain' });
  }

  /**
   * Drains, waits up to `timeoutMs` (default 10,000) for the jobs held, gives the rest back at no cost of an attempt,
   * and disconnects. Calling it twice is harmless.
   */
  stop({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(timeoutMs);
    return this.#stopping;
  }

  async #stop(timeoutMs: number): Promise<void> {
    this.drain();
    await this.#untilEmpty(timeoutMs);
    for (const held of this.#held.values()) held.release();
    if (this.#registered) await this.#untilEmpty(releaseMs);
    this.#unregister();
    this.#connection.close();
    this.#start.end(null);
  }

  #untilEmpty(timeoutMs: number): Promise<void> {
    if (this.#held.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#emptied = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #welcomed({ limits }: Welcome): void {
    this.#frameBytes = limits.frameBytes;
    const jobs = [...this.#held.values()].map(({ mark }) => mark);
    this.#connection.send({ ...this.#registration, jobs });
  }

  #received(frame: Received): void {
    switch (frame.type) {
      case 'worker_registered':
        return this.#takeUp(frame.workers, frame.heartbeatMs);
      case 'job_assigned':
        return this.#assigned(frame);
      case 'job_cancelled':
        return this.#stopJob(frame, 'JOB_CANCELLED');
      case 'lease_lost':
        return this.#stopJob(frame, 'LEASE_LOST');
      case 'accepted':
      case 'rejected':
        return this.#answered(frame);
      case 'ok': {
        const [held, seq] = this.#about(frame.ref);
        return held?.chunkTaken(Number(seq));
      }
      case 'error':
        return this.#failed(frame);
      default:
        // `draining` is the connection's business; of what a newer gateway says nothing is known here.
        return;
    }
  }

  /** Registered, for the first time or again: the gateway hears first which jobs are held, then what it missed of them. */
  #takeUp(workers: string[], heartbeatMs: number): void {
    this.#workers = workers;
    this.#registered = true;
    this.#beat();
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    this.#connection.watchSilence(heartbeatMs);
    if (this.#draining) this.#connection.send({ type: 'drain' });
    for (const held of [...this.#held.values()]) held.resume();
    this.#start.end(null);
  }

  #beat(): void {
    try {
      const { stats } = this.#options;
      const slots = this.#registration.slotsPerGpu;
      this.#connection.send(heartbeatOf(this.#workers, [...this.#held.values()], slots, stats));
    } catch (error) {
      this.#tell(error);
    }
  }

  #assigned({ job, workerId, fence }: Assigned): void {
    const known = this.#held.get(job.id);
    if (known && known.mark.fence > fence) return;
    this.#connection.send({ type: 'assignment_ack', jobId: job.id, fence });
    if (known?.mark.fence === fence) return;
    if (known) this.#drop(known, 'LEASE_LOST');
    const gpuId = workerId.slice(this.#registration.machineId.length + 1);
    const gpu = this.#registration.gpus.find(({ id }) => id === gpuId) ?? null;
    const assignment: Assignment = { job, workerId, fence, gpu };
    this.#lastNumber += 1;
    const held = new HeldJob(this.#lastNumber, assignment, this.#port);
    this.#held.set(job.id, held);
    this.#byNumber.set(held.number, held);
    void held.run(
      Object.hasOwn(this.#options.handlers, job.type) ? this.#options.handlers[job.type] : undefined,
    );
  }

  #stopJob({ jobId, fence }: { jobId: string; fence: number }, code: 'JOB_CANCELLED' | 'LEASE_LOST'): void {
    const held = this.#held.get(jobId);
    if (held?.mark.fence === fence) this.#drop(held, code);
  }

  #drop(held: HeldJob, code: 'JOB_CANCELLED' | 'LEASE_LOST'): void {
    held.stop(code);
    this.#forget(held);
  }

  #forget(held: HeldJob): void {
    const { jobId } = held.mark;
    if (this.#held.get(jobId) === held) this.#held.delete(jobId);
    this.#byNumber.delete(held.number);
    if (this.#held.size === 0) this.#emptied();
  }

  /** Sends what ends a job; it stays held until that is answered. */
  #report(held: HeldJob): void {
    if (!this.#registered || !held.final || !this.#byNumber.has(held.number)) return;
    this.#connection.send({ ...held.final, ref: `${held.number}.end` });
  }

  #answered(frame: Answer): void {
    const held = this.#held.get(frame.jobId);
    if (held?.mark.fence !== frame.fence || !held.final) return;
    if (frame.type === 'rejected') {
      this.#tell(
        new SignalboxError('INVALID_STATE', `The end of job ${frame.jobId} was refused: ${frame.code}`),
      );
    }
    this.#forget(held);
  }

  #failed({ ref, code, message, retryAfterMs = 1000 }: ErrorFrame): void {
    const again = errorCatalogue[code]?.retry ?? false;
    const error = new SignalboxError(code, message);
    if (ref === registrationRef) return again ? this.#connection.reconnect(code) : this.#refused(error);
    if (!again) this.#tell(error);
    const [held, about] = this.#about(ref);
    if (held && about !== 'end') held.chunkRefused(Number(about), code, message, retryAfterMs);
    else if (held && again) setTimeout(() => this.#report(held), retryAfterMs);
    else if (held) this.#forget(held);
  }

  /** The job that a ref is about, and `end` or the chunk's seq. */
  #about(ref: ErrorFrame['ref']): [HeldJob | undefined, string] {
    const [number, about = ''] = String(ref).split('.');
    return [this.#byNumber.get(Number(number)), about];
  }

  #unregister(): void {
    this.#registered = false;
    clearInterval(this.#heartbeat);
  }

  /** For good: what it holds is lost here. */
  #refused(error: SignalboxError): void {
    this.#unregister();
    this.#connection.close();
    for (const held of [...this.#held.values()]) this.#drop(held, 'LEASE_LOST');
    if (!this.#start.end(error)) this.#tell(error);
  }

  #tell(error: unknown): void {
    this.#options.onError?.(error);
  }
}

/** Another socket registered this machine: to come back would only take it away again. */
function replaced(code: number, reason: string): SignalboxError | null {
  if (code !== closeCodes.done || reason !== 'replaced') return null;
  return new SignalboxError('FORBIDDEN', 'Another worker registered the same machineId and took its place');
}
