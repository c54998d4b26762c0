import type { Schedule, ScheduleView, TickRecord } from '../protocol/schedules';
import { scheduledQueuesKey } from '../queue/keys';
import type { Queue } from '../queue/queue';
import { type Entry, entryOf, viewOf } from './entry';
import { checkPattern, missing, ScheduleStore } from './schedule-store';
import { startByHand } from './start-tick';

/** What people do with the schedules of one queue. `ticks`: how many of the next ones a view is to have. */
export class Schedules {
  readonly #store: ScheduleStore;

  constructor(readonly queue: Queue) {
    this.#store = new ScheduleStore(queue);
  }

  async list(ticks = 10): Promise<ScheduleView[]> {
    const [entries, now] = await Promise.all([this.#store.list(), this.#store.now()]);
    return entries.map((entry) => viewOf(entry, this.queue.name, now, ticks));
  }

  /** @throws SignalboxError NOT_FOUND */
  async get(name: string, ticks = 10): Promise<ScheduleView> {
    const seen = await this.#store.read(name);
    if (!seen) throw missing(name);
    return await this.#view(seen.entry, ticks);
  }

  /** Adds it, or puts it in the place of the one of its name: see `ScheduleStore.put`. */
  async put(schedule: Schedule, version?: string | null, ticks = 10): Promise<ScheduleView> {
    return await this.#view(await this.#store.put(schedule, version), ticks);
  }

  /** @throws SignalboxError NOT_FOUND */
  async setPaused(name: string, paused: boolean, ticks = 10): Promise<ScheduleView> {
    return await this.#view(await this.#store.setPaused(name, paused), ticks);
  }

  /** @throws SignalboxError NOT_FOUND */
  async remove(name: string): Promise<void> {
    await this.#store.remove(name);
  }

  /** Starts its job now, besides its ticks and whatever runs. @throws SignalboxError NOT_FOUND, QUEUE_FULL */
  async run(name: string): Promise<TickRecord> {
    const now = await this.#store.now();
    return await this.#store.recordStart(name, (entry) => startByHand(this.queue, entry, now));
  }

  /** Its last 200 ticks, newest first. @throws SignalboxError NOT_FOUND */
  async ticks(name: string): Promise<TickRecord[]> {
    if (!(await this.#store.read(name))) throw missing(name);
    return await this.#store.ticks(name);
  }

  /** When a schedule would tick next, epoch ms. @throws SignalboxError INVALID_MESSAGE */
  async preview(schedule: Schedule, count: number): Promise<number[]> {
    checkPattern(schedule);
    const now = await this.#store.now();
    const entry = entryOf({ ...schedule, paused: false }, now, null);
    return viewOf(entry, this.queue.name, now, count).nextTicks;
  }

  /** The names of the queues that have, or had, schedules. */
  async queues(): Promise<string[]> {
    const { connection } = this.queue;
    return (await connection.guard(() => connection.client.smembers(scheduledQueuesKey))).sort();
  }

  async #view(entry: Entry, ticks: number): Promise<ScheduleView> {
    return viewOf(entry, this.queue.name, await this.#store.now(), ticks);
  }
}
