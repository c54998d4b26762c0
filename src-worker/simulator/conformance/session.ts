import type { WebSocket } from 'ws';
import { maxFrameBytes } from '../../../src-core/protocol/limits';
import type { KitJob, RegisterFrame } from './kit-job';
import type { Ledger } from './ledger';
import type { RuleId } from './rules';
import { ackMs, type Timing } from './timing';

/** What the kit offers a worker, beside the payload: the attempt must be told when it is not the first. */
export interface AssignOptions {
  type?: string;
  workerId?: string;
  /** Another attempt of this job. */
  again?: KitJob;
  ackRule?: RuleId;
  holdAnswer?: boolean;
  /** Fields a later gateway might send. */
  extra?: Record<string, unknown>;
}

/** One worker under test, over all its sockets: what it registered, its jobs, and waiting for what it does. */
export class Session {
  /** Every assignment so far. */
  readonly jobs: KitJob[] = [];
  registration: RegisterFrame | null = null;
  workerIds: string[] = [];
  /** Counts sockets; the one in use is the last. */
  socketNumber = 0;
  registeredAt: number | null = null;
  /** How long an ordinary job of this worker took, in ms; null before one has ended. */
  usualMs: number | null = null;
  #ws: WebSocket | null = null;
  #fence = Date.now();
  readonly #waiters = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(
    readonly ledger: Ledger,
    readonly timing: Timing,
    private readonly payload: unknown,
  ) {}

  get isConnected(): boolean {
    return this.#ws?.readyState === 1 && this.registeredAt !== null;
  }

  /** A socket of the worker; it is welcomed. */
  opened(ws: WebSocket): void {
    this.#ws?.terminate();
    this.#ws = ws;
    this.socketNumber += 1;
    this.registeredAt = null;
    this.send({
      type: 'welcome',
      connectionId: `conformance-${this.socketNumber}`,
      workerId: 'conformance',
      heartbeatMs: this.timing.heartbeatMs,
      limits: { frameBytes: maxFrameBytes },
    });
  }

  isCurrent(ws: WebSocket): boolean {
    return this.#ws === ws;
  }

  send(frame: object): void {
    if (this.#ws?.readyState === 1) this.#ws.send(JSON.stringify(frame));
  }

  /** Resolves true when the worker answers a protocol ping within `ms`. */
  async ping(ms: number): Promise<boolean> {
    let answered = false;
    const onPong = () => {
      answered = true;
      this.changed();
    };
    const ws = this.#ws;
    ws?.once('pong', onPong);
    ws?.ping();
    await this.until(() => answered, ms);
    ws?.off('pong', onPong);
    return answered;
  }

  /** Cuts the link, as a network does; with a code it is closed properly. */
  drop(code?: number, reason?: string): void {
    if (code === undefined) this.#ws?.terminate();
    else this.#ws?.close(code, reason);
    this.registeredAt = null;
  }

  /** Gives the worker a job. */
  assign(options: AssignOptions = {}): KitJob {
    const { type, again, ackRule = 'R8', holdAnswer = false, extra = {} } = options;
    this.#fence += 1;
    const job: KitJob = {
      id: again?.id ?? `conformance-${this.jobs.length + 1}`,
      fence: this.#fence,
      workerId: options.workerId ?? this.workerIds[0] ?? '',
      assignedAt: performance.now(),
      assignedOn: this.socketNumber,
      ackRule,
      ackedAt: null,
      lastSeq: 0,
      end: null,
      endedOn: 0,
      answered: false,
      holdAnswer,
      revoked: null,
    };
    this.jobs.push(job);
    const jobType = type ?? this.registration?.jobTypes[0];
    const attempt = this.jobs.filter(({ id }) => id === job.id).length;
    const timeoutMs = this.timing.jobTimeoutMs;
    const deadline = Date.now() + 3 * this.timing.heartbeatMs;
    const said = { id: job.id, type: jobType, payload: this.payload, attempt, timeoutMs, ...extra };
    const { workerId, fence } = job;
    this.send({ type: 'job_assigned', job: said, workerId, fence, deadline, ...extra });
    this.#watchAck(job);
    return job;
  }

  /** Takes a job away from the worker. */
  revoke(job: KitJob, type: 'job_cancelled' | 'lease_lost'): void {
    job.revoked = { rule: type === 'job_cancelled' ? 'R17' : 'R18', at: performance.now() };
    this.send({ type, jobId: job.id, fence: job.fence });
  }

  /** Resolves true when the condition holds, false after `ms`. It is looked at whenever the worker does something. */
  until(condition: () => boolean, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (held: boolean) => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        this.#waiters.delete(look);
        resolve(held);
      };
      const look = () => condition() && done(true);
      const timer = setTimeout(() => done(condition()), ms);
      this.#timers.add(timer);
      this.#waiters.add(look);
      look();
    });
  }

  /** The worker did something. */
  changed(): void {
    for (const look of [...this.#waiters]) look();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #watchAck(job: KitJob): void {
    const { socketNumber } = this;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (job.ackedAt !== null || job.revoked || !this.isConnected || socketNumber !== this.socketNumber)
        return;
      this.ledger.broke(job.ackRule, `job ${job.id} was not acknowledged within ${ackMs} ms`);
      this.revoke(job, 'lease_lost');
      this.changed();
    }, ackMs);
    this.#timers.add(timer);
  }
}
