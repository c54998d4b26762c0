import { SignalboxError } from '../protocol/errors';
import type { LabelValue } from '../protocol/job';
import { closeRedis } from '../redis/close';
import { connectBlocking, type RedisClient } from '../redis/connect';
import { ChunkSender } from './chunk-sender';
import { decodeClaims, type RawClaims } from './claim-reply';
import { FinishSender } from './finish-sender';
import type { Queue } from './queue';
import { renewLeases } from './renewal';
import { serves } from './requirements';
import type { ClaimedJob, Outcome, OutcomeAnswer } from './types';

export interface ClaimsOptions {
  workerId: string;
  /** How long a claim holds without a heartbeat, in ms. */
  leaseMs: number;
  /** Job types this worker runs. */
  types: readonly string[] | '*';
  labels?: Record<string, LabelValue>;
  /** Longest time one blocking read sleeps, in ms. */
  pollIntervalMs?: number;
}

export interface ClaimAnswer {
  jobs: ClaimedJob[];
  /** A rate limit binds: claim again after this many ms. */
  retryAfterMs: number | null;
}

/** The worker's side of a queue: claims jobs and reports on them, each by its fence. */
export class Claims {
  /** Told of a job that was cancelled while it ran here. */
  onCancel: (id: string, fence: number) => void = () => undefined;
  /** Told when nobody leads the queue's maintenance. */
  onLeaderless: () => void = () => undefined;

  readonly #queue: Queue;
  readonly #options: ClaimsOptions;
  readonly #types: ReadonlySet<string> | '*';
  readonly #finisher: FinishSender;
  readonly #chunks: ChunkSender;
  readonly #pollMs: number;
  #blocking: RedisClient | null = null;
  #served: number[] = [];
  #servedText = '';
  #registered = false;
  #closed = false;

  constructor(queue: Queue, options: ClaimsOptions) {
    this.#queue = queue;
    this.#options = options;
    this.#types = options.types === '*' ? '*' : new Set(options.types);
    this.#finisher = new FinishSender(queue.connection, options.workerId);
    this.#chunks = new ChunkSender(queue.connection);
    this.#pollMs = options.pollIntervalMs ?? 15_000;
  }

  get leaseMs(): number {
    return this.#options.leaseMs;
  }

  /** Takes up to `max` jobs this worker can run, best rank first. Keeps asking while Redis is away, until closed. */
  async claim(max: number): Promise<ClaimAnswer> {
    if (!this.#registered) await this.#register();
    const { workerId, leaseMs } = this.#options;
    const raw = (await this.#queue.connection.insist(
      'claim',
      [workerId, leaseMs, max, this.#servedText],
      () => this.#closed,
    )) as RawClaims;
    const [flags, version, retryAfter] = raw;
    if (flags === 'n') this.onLeaderless();
    const stale = Number(version) !== this.#queue.classes.size;
    if (stale) await this.#loadClasses();
    return { jobs: decodeClaims(raw, this.#queue.classes), retryAfterMs: retryAfter < 0 ? null : retryAfter };
  }

  /** Reports how a job ended. Reports of one tick travel together; sent again until Redis has answered. */
  finish(outcome: Outcome): Promise<OutcomeAnswer> {
    return this.#finisher.send(outcome);
  }

  /** Extends leases. Answers the jobs this worker no longer holds, cancelled ones apart. */
  async renew(
    jobs: readonly { id: string; fence: number }[],
  ): Promise<{ lost: string[]; cancelled: string[] }> {
    const lost: string[] = [];
    const cancelled: string[] = [];
    const { answers, leaderless } = await renewLeases(this.#queue.connection, this.#options.leaseMs, jobs);
    for (const [n, job] of jobs.entries()) {
      if (answers[n] === 'lost') lost.push(job.id);
      else if (answers[n] === 'cancelled') cancelled.push(job.id);
    }
    if (leaderless) this.onLeaderless();
    return { lost, cancelled };
  }

  /** Tells watchers that this attempt goes on after the `emitted` chunks of earlier ones; its chunks begin at `emitted` + 1. */
  async resume(id: string, fence: number, attempt: number, emitted: number): Promise<OutcomeAnswer> {
    const { connection } = this.#queue;
    const mark = [id, fence, attempt, emitted + 1, emitted, '[]'];
    return (await connection.run('chunk', mark)) === 'a' ? 'applied' : 'lease_lost';
  }

  /** Appends one result chunk; `seq` counts from 1 in each attempt. Chunks made while an append is under way travel together. */
  chunk(id: string, fence: number, attempt: number, seq: number, data: unknown): Promise<OutcomeAnswer> {
    return this.#chunks.send({ id, fence, attempt, seq }, data);
  }

  /** Records progress, 0 to 100. */
  progress(id: string, fence: number, percent: number, note = ''): Promise<OutcomeAnswer> {
    return this.#note(id, fence, 'progress', String(Math.round(percent * 100) / 100), note);
  }

  /** Records a log line in the job's trace. */
  log(id: string, fence: number, message: string): Promise<OutcomeAnswer> {
    return this.#note(id, fence, 'log', '', message.slice(0, 4096));
  }

  /**
   * Sleeps until there may be work ('work'), a control message was handled ('control'), or the poll interval is over.
   * With `full` it listens for control messages only. Rejects when the connection is closed.
   */
  async waitForWork(full: boolean): Promise<'work' | 'control' | 'timeout'> {
    if (!this.#registered) await this.#register();
    const { keys, target } = this.#queue.connection;
    this.#blocking ??= connectBlocking(target, {
      name: `signalbox:worker:${this.#options.workerId}`,
      blockMs: this.#pollMs,
    });
    const control = keys.control(this.#options.workerId);
    const wakes = full ? [] : this.#served.map((n) => keys.wake(n));
    const popped = await this.#blocking.bzpopmin(control, ...wakes, this.#pollMs / 1000);
    if (!popped) return 'timeout';
    if (popped[0] !== control) return 'work';
    await this.#control(popped[1]);
    return 'control';
  }

  /** Ends a `waitForWork(true)` that sleeps, so that it can listen for work again. */
  async poke(): Promise<void> {
    const { client, keys } = this.#queue.connection;
    const control = keys.control(this.#options.workerId);
    await this.#queue.connection.guard(() =>
      client.multi().zadd(control, 0, 'poke').pexpire(control, 120_000).exec(),
    );
  }

  /** Stops listening and forgets this worker in Redis. Reports that are under way are finished first. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#finisher.drain(), this.#chunks.drain()]);
    if (this.#blocking) await closeRedis(this.#blocking);
    const { client, keys, guard } = this.#queue.connection;
    const id = this.#options.workerId;
    await guard
      .call(this.#queue.connection, () =>
        Promise.all([client.srem(keys.sleepers, id), client.unlink(keys.control(id))]),
      )
      .catch(() => undefined);
  }

  async #register(): Promise<void> {
    const { client, keys } = this.#queue.connection;
    await this.#queue.connection.insistOn(
      () => client.sadd(keys.sleepers, this.#options.workerId),
      () => this.#closed,
    );
    await this.#loadClasses();
    this.#registered = true;
  }

  async #loadClasses(): Promise<void> {
    const { classes } = this.#queue;
    await classes.load();
    this.#served = [];
    for (const [n, jobClass] of classes.entries()) {
      if (serves(jobClass, this.#types, this.#options.labels ?? {})) this.#served.push(n);
    }
    this.#servedText = ` ${this.#served.join(' ')} `;
  }

  async #control(message: string): Promise<void> {
    if (message === 'poke') return;
    if (message === 'classes') return await this.#loadClasses();
    const cut = message.lastIndexOf(' ');
    this.onCancel(message.slice(0, cut), Number(message.slice(cut + 1)));
  }

  async #note(
    id: string,
    fence: number,
    kind: string,
    percent: string,
    text: string,
  ): Promise<OutcomeAnswer> {
    if (this.#closed) throw new SignalboxError('DRAINING', 'This worker has stopped');
    const answer = await this.#queue.connection.run('note', [id, fence, kind, percent, text]);
    return answer === 'a' ? 'applied' : 'lease_lost';
  }
}
