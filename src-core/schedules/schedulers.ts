import type { TickRecord } from '../protocol/schedules';
import { scheduledQueuesKey } from '../queue/keys';
import type { Queue } from '../queue/queue';
import { Scheduler } from './scheduler';

/** How often a process looks for queues that others gave their first schedule; ms. */
const lookMs = 5_000;

export interface SchedulersOptions {
  /** The queue of that name, the same object each time; stays its owner's to close. */
  queue: (name: string) => Queue;
  /** One that is always there. */
  defaultQueue: string;
  onTicks?: (queue: string, schedule: string, records: readonly TickRecord[]) => void;
  onError?: (queue: string, error: unknown) => void;
}

/** This process's part in starting the jobs of schedules: a scheduler for each queue that has any. */
export class Schedulers {
  readonly #options: SchedulersOptions;
  readonly #schedulers = new Map<string, Scheduler>();
  #look: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: SchedulersOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#look || this.#stopped) return;
    this.#look = setInterval(() => void this.#lookForQueues(), lookMs);
    this.#look.unref();
    void this.#lookForQueues();
  }

  /** A schedule of this queue was changed here. */
  changed(queue: string): void {
    this.#of(queue)?.nudge();
  }

  /** Safe at any time. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#look) clearInterval(this.#look);
    await Promise.all([...this.#schedulers.values()].map((scheduler) => scheduler.stop()));
  }

  async #lookForQueues(): Promise<void> {
    const { connection } = this.#options.queue(this.#options.defaultQueue);
    try {
      const names = await connection.guard(() => connection.client.smembers(scheduledQueuesKey));
      for (const name of names) this.#of(name);
    } catch (error) {
      this.#options.onError?.(this.#options.defaultQueue, error);
    }
  }

  #of(name: string): Scheduler | null {
    if (this.#stopped) return null;
    const known = this.#schedulers.get(name);
    if (known) return known;
    const { queue, onTicks, onError } = this.#options;
    const scheduler = new Scheduler(queue(name), {
      onTicks: (schedule, records) => onTicks?.(name, schedule, records),
      onError: (error) => onError?.(name, error),
    });
    this.#schedulers.set(name, scheduler);
    scheduler.start();
    return scheduler;
  }
}
