import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { LabelValue } from '../../src-core/protocol/job';
import { Claims } from '../../src-core/queue/claims';
import type { ConnectionSettings } from '../../src-core/queue/connection';
import { Maintainer } from '../../src-core/queue/maintainer';
import { Queue } from '../../src-core/queue/queue';
import type { ClaimedJob, Outcome } from '../../src-core/queue/types';
import type { Handler } from '../handlers/handler';
import { PresenceReporter } from './presence-reporter';
import { RunningJob } from './running-job';
import { RunningJobs } from './running-jobs';

export interface WorkerOptions extends ConnectionSettings {
  handlers: Record<string, Handler>;
  /** Jobs run at once. Default 5. */
  concurrency?: number;
  /** Default: host name, process id and a random part. No white space. */
  workerId?: string;
  /** How long a claim holds without a heartbeat, in ms; heartbeats come three times as often. Default 30,000. */
  leaseMs?: number;
  /** What this worker offers to jobs with requirements. */
  labels?: Record<string, LabelValue>;
  /** Longest sleep of a blocking read, in ms. Default 15,000. */
  pollIntervalMs?: number;
  /** Told of failures of the worker itself, such as Redis being away. */
  onError?: (error: unknown) => void;
}

export interface WorkerStats {
  active: number;
  completed: number;
  failed: number;
}

/** Claims under way at once: while one batch runs, the next is fetched. */
const claimsAtOnce = 2;

/** Runs jobs of one queue: claims in batches, runs up to `concurrency` at once, and reports each end. */
export class Worker {
  readonly id: string;
  readonly queue: Queue;
  readonly #options: WorkerOptions;
  readonly #concurrency: number;
  readonly #claims: Claims;
  readonly #maintainer: Maintainer;
  readonly #running: RunningJobs;
  readonly #presence: PresenceReporter;
  #state: 'idle' | 'running' | 'draining' | 'stopped' = 'idle';
  #reserved = 0;
  #claiming = 0;
  /** The last claim got all it asked for: there is likely more. */
  #hungry = true;
  #begunThisTurn = false;
  #listensForWork = false;
  #completed = 0;
  #failed = 0;
  #stopping: Promise<void> | null = null;
  #quiet: (() => void) | null = null;

  constructor(queueName: string, options: WorkerOptions) {
    this.#options = options;
    this.id = options.workerId ?? `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
    this.#concurrency = options.concurrency ?? 5;
    this.queue = new Queue(queueName, {
      ...options,
      clientName: options.clientName ?? `signalbox:worker:${this.id}`,
    });
    this.#claims = new Claims(this.queue, {
      workerId: this.id,
      leaseMs: options.leaseMs ?? 30_000,
      types: Object.keys(options.handlers),
      labels: options.labels ?? {},
      ...(options.pollIntervalMs !== undefined && { pollIntervalMs: options.pollIntervalMs }),
    });
    this.#running = new RunningJobs(this.#claims, (error) => options.onError?.(error));
    this.#maintainer = new Maintainer(this.queue.connection);
    this.#presence = new PresenceReporter(this.queue.connection, options, {
      id: this.id,
      concurrency: this.#concurrency,
      stats: () => this.stats(),
      draining: () => this.#state === 'draining',
    });
    this.#claims.onCancel = (id, fence) => this.#running.stop(id, fence, 'cancelled');
    this.#claims.onLeaderless = () => this.#maintainer.campaign();
  }

  stats(): WorkerStats {
    return { active: this.#running.size, completed: this.#completed, failed: this.#failed };
  }

  /** Begins to take jobs. Rejects with REDIS_UNAVAILABLE when Redis does not answer. Calling it twice is harmless. */
  async start(): Promise<void> {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    await this.queue.ready(10_000);
    if (!this.#isRunning()) return;
    await this.#presence.start();
    this.#maintainer.start();
    this.#running.watch();
    this.#pump();
    void this.#listen();
  }

  /**
   * Takes no more jobs, waits up to `timeoutMs` (default 10,000; null = as long as it takes) for those that run, then
   * releases the rest, which wastes none of their attempts. A second call with a shorter time shortens the first.
   */
  stop(options: { timeoutMs?: number | null } = {}): Promise<void> {
    const timeoutMs = options.timeoutMs === undefined ? 10_000 : options.timeoutMs;
    if (this.#stopping && timeoutMs !== null)
      setTimeout(() => this.#running.stopAll('shutdown'), timeoutMs).unref();
    this.#stopping ??= this.#stop(timeoutMs);
    return this.#stopping;
  }

  async #stop(timeoutMs: number | null): Promise<void> {
    const started = this.#state === 'running';
    this.#state = 'draining';
    if (started) {
      void this.#presence.report();
      if (!this.#isQuiet()) await this.#untilQuiet(timeoutMs);
      if (!this.#isQuiet()) {
        this.#running.stopAll('shutdown');
        await this.#untilQuiet(2000);
      }
    }
    this.#running.unwatch();
    this.#state = 'stopped';
    await this.#maintainer.stop();
    await this.#claims.close();
    if (started) await this.#presence.stop();
    await this.queue.close();
  }

  #isRunning(): boolean {
    return this.#state === 'running';
  }

  #isQuiet(): boolean {
    return this.#running.size === 0 && this.#claiming === 0;
  }

  #untilQuiet(timeoutMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === null ? undefined : setTimeout(resolve, timeoutMs);
      this.#quiet = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #free(): number {
    return this.#concurrency - this.#running.size - this.#reserved;
  }

  /** Claims while there are free slots and likely work. Half the slots at a time, so that claiming and running overlap. */
  #pump(): void {
    while (this.#isRunning() && this.#hungry && this.#claiming < claimsAtOnce) {
      const want = Math.min(this.#free(), Math.max(1, Math.ceil(this.#concurrency / claimsAtOnce)));
      if (want < 1) return;
      void this.#claim(want);
    }
  }

  async #claim(want: number): Promise<void> {
    this.#claiming += 1;
    this.#reserved += want;
    let jobs: ClaimedJob[] = [];
    try {
      const answer = await this.#claims.claim(want);
      jobs = answer.jobs;
      if (jobs.length < want) this.#sated(answer.retryAfterMs);
    } catch (error) {
      this.#options.onError?.(error);
      this.#sated(1000);
    }
    if (jobs.length > 1) await this.#turn();
    this.#claiming -= 1;
    this.#reserved -= want;
    for (const job of jobs) {
      if (this.#isRunning()) this.#begin(job);
      else this.#giveBack(job);
    }
    this.#pump();
    if (this.#isQuiet()) this.#quiet?.();
  }

  // Batches that arrive together begin one after the other, so that what the first reports is on its way to Redis while
  // the second runs.
  #turn(): Promise<void> {
    if (!this.#begunThisTurn) {
      this.#begunThisTurn = true;
      setImmediate(() => {
        this.#begunThisTurn = false;
      });
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  #sated(retryAfterMs: number | null): void {
    this.#hungry = false;
    if (retryAfterMs !== null) setTimeout(() => this.#wake(), retryAfterMs).unref();
    if (!this.#listensForWork && this.#isRunning()) void this.#claims.poke().catch(() => undefined);
  }

  #wake(): void {
    this.#hungry = true;
    this.#pump();
  }

  #begin(job: ClaimedJob): void {
    const running = new RunningJob(job, this.#claims, this.#ended);
    this.#running.add(running);
    running.run(this.#options.handlers[job.type]);
  }

  // Claimed as the worker was told to stop.
  #giveBack({ id, fence }: ClaimedJob): void {
    this.#claims
      .finish({ kind: 'release', id, fence })
      .catch((error: unknown) => this.#options.onError?.(error));
  }

  readonly #ended = (running: RunningJob, outcome: Outcome | null): void => {
    this.#running.remove(running);
    if (outcome) {
      if (outcome.kind === 'complete') this.#completed += 1;
      else if (outcome.kind === 'fail') this.#failed += 1;
      this.#claims.finish(outcome).catch((error: unknown) => this.#unreported(running, outcome, error));
    }
    if (this.#hungry) this.#schedulePump();
    if (this.#isQuiet()) this.#quiet?.();
  };

  #pumpScheduled = false;
  // The ends of one tick free their slots together, and so are refilled by one claim.
  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    process.nextTick(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  // A result that has no JSON form or is too large fails its job; anything else is Redis being away for too long.
  #unreported(running: RunningJob, outcome: Outcome, error: unknown): void {
    this.#options.onError?.(error);
    if (outcome.kind !== 'complete') return;
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'PAYLOAD_TOO_LARGE' && code !== 'INVALID_MESSAGE') return;
    const { id, fence } = running.job;
    const failed: Outcome = {
      kind: 'fail',
      id,
      fence,
      error: { code, message: `result: ${message}` },
      retryable: false,
    };
    this.#claims.finish(failed).catch((again: unknown) => this.#options.onError?.(again));
  }

  // Sleeps in Redis until there is work. While all slots are busy, or more work is known of, only control messages count.
  async #listen(): Promise<void> {
    while (this.#state === 'running' || this.#state === 'draining') {
      const full = this.#hungry || this.#state === 'draining';
      this.#listensForWork = !full;
      try {
        const heard = await this.#claims.waitForWork(full);
        if (heard === 'work') {
          // No new sleep before the claim has answered, or its mode would be a guess.
          this.#listensForWork = true;
          this.#hungry = true;
          await this.#claimOnce();
        }
      } catch (error) {
        if (this.#state !== 'running') return;
        this.#options.onError?.(error);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  async #claimOnce(): Promise<void> {
    const want = Math.min(this.#free(), Math.max(1, Math.ceil(this.#concurrency / claimsAtOnce)));
    if (want >= 1 && this.#isRunning() && this.#claiming < claimsAtOnce) await this.#claim(want);
  }
}
