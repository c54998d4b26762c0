import type { JobRecord, JobTrace } from '../protocol/job';
import type { StatsPoint } from '../protocol/statistics';
import type { ConnectionSettings } from './connection';
import { DeadLetters } from './dead-letters';
import { queuesKey } from './keys';
import type { JobFilter, JobPage } from './listing';
import { readWorkers } from './presence';
import { Queue } from './queue';
import { readStats, type StatsRange } from './stats';
import type { QueueStatus, WorkerPresence } from './types';

export interface MonitorSettings extends ConnectionSettings {
  /** Only these queues; every queue there is when not said. */
  queues?: string[];
}

export interface Summary {
  queues: QueueStatus[];
  /** `slots`: jobs the running ones can run at once. */
  workers: { total: number; running: number; draining: number; lost: number; slots: number };
  /** Attempts since the queues began; the rate is of the last full 10 seconds. */
  processor: { processed: number; failed: number; retried: number; ratePerSecond: number };
}

const home = 'default';

/** Answers what an operator asks: over all queues, without taking part in any. */
export class Monitor {
  readonly #settings: MonitorSettings;
  readonly #queues = new Map<string, Queue>();
  readonly #deadLetters = new Map<string, DeadLetters>();

  constructor(settings: MonitorSettings) {
    this.#settings = settings;
  }

  /** Names of the queues, sorted. */
  async queueNames(): Promise<string[]> {
    if (this.#settings.queues) return this.#settings.queues;
    const { connection } = this.queue(home);
    const names = await connection.guard(() => connection.client.smembers(queuesKey));
    return [...new Set([home, ...names])].sort();
  }

  async summary(): Promise<Summary> {
    const queues = await Promise.all((await this.queueNames()).map((name) => this.queue(name).status()));
    const workers = await this.workers();
    const inState = (state: WorkerPresence['state']) => workers.filter((worker) => worker.state === state);
    const sum = (pick: (queue: QueueStatus) => number) =>
      queues.reduce((total, queue) => total + pick(queue), 0);
    return {
      queues,
      workers: {
        total: workers.length,
        running: inState('running').length,
        draining: inState('draining').length,
        lost: inState('lost').length,
        slots: inState('running').reduce((slots, worker) => slots + worker.concurrency, 0),
      },
      processor: {
        processed: sum((queue) => queue.totals.completed),
        failed: sum((queue) => queue.totals.failed),
        retried: sum((queue) => queue.totals.retried),
        ratePerSecond: await this.#rate(queues.map((queue) => queue.name)),
      },
    };
  }

  jobs(filter: JobFilter & { queue: string }): Promise<JobPage> {
    const { queue, ...rest } = filter;
    return this.queue(queue).list(rest);
  }

  /** Looks in `queue`, or in every queue. */
  async job(id: string, queue?: string): Promise<JobRecord | null> {
    return await this.#first(queue, (each) => each.get(id));
  }

  async trace(id: string, queue?: string): Promise<JobTrace | null> {
    return await this.#first(queue, (each) => each.trace(id));
  }

  async workers(): Promise<WorkerPresence[]> {
    const { connection } = this.queue(home);
    return await connection.guard(() => readWorkers(connection.client));
  }

  async worker(id: string): Promise<WorkerPresence | null> {
    return (await this.workers()).find((worker) => worker.id === id) ?? null;
  }

  queueStats(queue: string, range: StatsRange): Promise<StatsPoint[]> {
    return readStats(this.queue(queue).connection, range);
  }

  /** The dead letters of the queue by this name. */
  deadLetters(name: string): DeadLetters {
    let deadLetters = this.#deadLetters.get(name);
    if (!deadLetters) {
      deadLetters = new DeadLetters(this.queue(name).connection);
      this.#deadLetters.set(name, deadLetters);
    }
    return deadLetters;
  }

  /** The queue by this name, on a connection kept until close(). */
  queue(name: string): Queue {
    let queue = this.#queues.get(name);
    if (!queue) {
      queue = new Queue(name, this.#settings);
      this.#queues.set(name, queue);
    }
    return queue;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  async #first<T>(queue: string | undefined, ask: (queue: Queue) => Promise<T | null>): Promise<T | null> {
    for (const name of queue === undefined ? await this.queueNames() : [queue]) {
      const found = await ask(this.queue(name));
      if (found) return found;
    }
    return null;
  }

  async #rate(names: string[]): Promise<number> {
    const to = Math.floor(Date.now() / 10_000) * 10_000 - 1;
    const points = await Promise.all(
      names.map((name) => this.queueStats(name, { fromMs: to - 9_999, toMs: to, stepMs: 10_000 })),
    );
    return points.flat().reduce((sum, { completed, failed }) => sum + completed + failed, 0) / 10;
  }
}
