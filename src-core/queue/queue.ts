import { SignalboxError } from '../protocol/errors';
import type { JobOptions, JobRecord, JobTrace } from '../protocol/job';
import type { JobState } from '../protocol/job-state';
import type { RedisClient } from '../redis/connect';
import { Adder } from './adder';
import { ClassTable } from './class-table';
import { type ConnectionSettings, QueueConnection } from './connection';
import { Delivery } from './delivery';
import { type JobFilter, type JobPage, listJobs } from './listing';
import { prepare } from './options';
import { parseOptions, stateOf } from './record';
import { awaitResult, streamChunks } from './results';
import { limitArguments, readCounts, readLimits, readStatus } from './status';
import { readJob, readTrace } from './trace';
import type { AddResult, Idempotency, NewJob, QueueCounts, QueueLimits, QueueStatus } from './types';

export interface QueueSettings extends ConnectionSettings {
  /** Waiting and scheduled jobs accepted before `add` answers QUEUE_FULL; null or 0 = no cap. Default 100,000. */
  maxWaiting?: number | null;
}

const noOptions: JobOptions = {};

const purgeLetters: Partial<Record<JobState, string>> = {
  waiting: 'w',
  scheduled: 's',
  completed: 'c',
  dead: 'd',
  cancelled: 'x',
  expired: 'p',
};

/** A queue of jobs in Redis. One instance holds one command connection, and a second one once something is watched. */
export class Queue {
  readonly connection: QueueConnection;
  readonly classes: ClassTable;
  readonly delivery: Delivery;
  readonly #adder: Adder;

  constructor(
    readonly name: string,
    settings: QueueSettings,
  ) {
    this.connection = new QueueConnection(name, settings);
    this.classes = new ClassTable(this.connection);
    this.#adder = new Adder(
      this.connection,
      this.classes,
      settings.maxWaiting === undefined ? 100_000 : (settings.maxWaiting ?? 0),
    );
    this.delivery = new Delivery(this.connection, this.#adder);
  }

  /** The shared command connection. */
  get commands(): RedisClient {
    return this.connection.client;
  }

  /** Resolves when Redis answers; rejects with REDIS_UNAVAILABLE. */
  ready(timeoutMs?: number): Promise<void> {
    return this.connection.ready(timeoutMs);
  }

  /** Adds a job. Calls made in one tick travel together. Rejects with INVALID_MESSAGE, PAYLOAD_TOO_LARGE, QUEUE_FULL, ... */
  add(type: string, payload?: unknown, options?: JobOptions): Promise<AddResult> {
    try {
      return this.#adder.add(prepare(type, payload, options ?? noOptions));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Adds many jobs; answers in the same order. Rejects with the first error, when others may have been added. */
  async addMany(jobs: readonly NewJob[]): Promise<AddResult[]> {
    return await this.#adder.addAll(jobs.map((job) => prepare(job.type, job.payload, job)));
  }

  /** Adds a job guarded by an idempotency key; DUPLICATE_JOB when the key came with another body before. */
  async submit(job: NewJob, guard: { idempotency?: Idempotency } = {}): Promise<AddResult> {
    return await this.#adder.add(prepare(job.type, job.payload, job, '', guard.idempotency));
  }

  /** One job with payload, result, error and attempts; null when there is none. */
  get(id: string): Promise<JobRecord | null> {
    return readJob(this.connection, id);
  }

  /** A job's whole life; null when there is none. */
  trace(id: string): Promise<JobTrace | null> {
    return readTrace(this.connection, id);
  }

  /** Whose job it is (null = nobody's); null when there is no such job. */
  async owner(id: string): Promise<{ owner: string | null } | null> {
    const snapshot = (await this.connection.run('watch', [id, '', 0, 0, 1])) as
      | [string, number, string]
      | null;
    return snapshot ? { owner: parseOptions(snapshot[2]).o ?? null } : null;
  }

  /**
   * Waits for a job's result. Rejects with JOB_FAILED (the cause has the job's error), JOB_CANCELLED, JOB_EXPIRED,
   * JOB_NOT_FOUND or TIMEOUT.
   */
  result(id: string, options: { timeoutMs?: number } = {}): Promise<unknown> {
    return awaitResult(this.delivery, id, options.timeoutMs);
  }

  /** The data of a job's chunks as they come. Throws ATTEMPT_LOST when a later attempt starts over. */
  stream(id: string, options: { afterSeq?: number } = {}): AsyncGenerator<unknown, void, void> {
    return streamChunks(this.delivery, id, options.afterSeq ?? 0);
  }

  counts(): Promise<QueueCounts> {
    return readCounts(this.connection);
  }

  status(): Promise<QueueStatus> {
    return readStatus(this.connection);
  }

  /** Lists jobs page by page. */
  list(filter: JobFilter = {}): Promise<JobPage> {
    return listJobs(this.connection, filter);
  }

  /** Cancels a waiting, scheduled or running job. JOB_NOT_FOUND; INVALID_STATE when it is finished. */
  async cancel(id: string, cause = 'by request'): Promise<{ state: JobState; wasRunning: boolean }> {
    const answer = (await this.connection.run('cancel', [id, cause])) as [string, number] | null;
    if (!answer) throw new SignalboxError('JOB_NOT_FOUND');
    const before = stateOf(answer[0]);
    if (before !== 'waiting' && before !== 'scheduled' && before !== 'active') {
      throw new SignalboxError(
        'INVALID_STATE',
        `The job is ${before}; only an unfinished job can be cancelled`,
      );
    }
    return { state: 'cancelled', wasRunning: answer[1] === 1 };
  }

  /** Sends a dead job back to waiting with a new count of attempts. JOB_NOT_FOUND; INVALID_STATE when it is not dead. */
  async retry(id: string, cause = 'by request'): Promise<void> {
    const [answer] = (await this.connection.run('requeue', [cause, id])) as string[];
    if (answer === '') throw new SignalboxError('JOB_NOT_FOUND');
    if (answer === 's') throw new SignalboxError('INVALID_STATE', 'Only a dead job can be sent again');
  }

  /**
   * Takes back the jobs of a worker that is known to be dead, without waiting for their leases; answers how many.
   * Whatever that worker still sent is refused by its fences.
   */
  async forsake(workerId: string): Promise<number> {
    return (await this.connection.run('forsake', [workerId])) as number;
  }

  /** Stops claims; running jobs go on. */
  async pause(): Promise<void> {
    await this.connection.run('limits', ['paused', '1']);
  }

  async resume(): Promise<void> {
    await this.connection.run('limits', ['paused', '']);
  }

  limits(): Promise<QueueLimits> {
    return readLimits(this.connection);
  }

  /** Changes the given limits; null clears one. Answers all of them. */
  async setLimits(change: Partial<QueueLimits>): Promise<QueueLimits> {
    const args = limitArguments(change);
    if (args.length > 0) await this.connection.run('limits', args);
    return await this.limits();
  }

  /** Removes every job of one state; answers how many. Active jobs must be cancelled instead. */
  async purge(state: Exclude<JobState, 'active'>): Promise<number> {
    const letter = purgeLetters[state];
    if (!letter) throw new SignalboxError('INVALID_STATE', 'Active jobs cannot be purged; cancel them');
    let removed = 0;
    for (;;) {
      const n = (await this.connection.run('purge', [letter, 500])) as number;
      removed += n;
      if (n === 0) return removed;
    }
  }

  async close(): Promise<void> {
    await this.delivery.close();
    await this.connection.close();
  }
}
