import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { TickRecord } from '../protocol/schedules';
import type { Queue } from '../queue/queue';
import { dueTicks } from './due-ticks';
import { type Entry, nextTick } from './entry';
import { ScheduleStore } from './schedule-store';
import { startQueued, startTick } from './start-tick';

export interface SchedulerOptions {
  /** How long the lead holds without renewal, in ms. Default 3000. */
  lockMs?: number;
  /** Longest sleep of the leader: a schedule that another process adds is seen so late, in ms. Default 1000. */
  lookMs?: number;
  /** Told what became of ticks, each once. */
  onTicks?: (schedule: string, records: readonly TickRecord[]) => void;
  /** Told of a round that failed. */
  onError?: (error: unknown) => void;
}

/** What could not be started is looked at again so much later; ms. */
const againMs = 1000;
/** Schedules worked on in one round. */
const mostPerRound = 100;

/**
 * Takes part in the election of who starts the jobs of a queue's schedules, and does it while it leads. Two that lead at
 * once, or one that dies at any point, start no job twice and leave none out: a tick's job has an id and an idempotency
 * key of its own, and the entry moves on only from the state that was worked on.
 */
export class Scheduler {
  readonly #store: ScheduleStore;
  /** Tells people, too, who leads. */
  readonly #token = `${hostname()}:${process.pid}:${randomBytes(6).toString('hex')}`;
  readonly #lockMs: number;
  readonly #lookMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #onTicks: NonNullable<SchedulerOptions['onTicks']>;
  #state: 'idle' | 'running' | 'stopped' = 'idle';
  #running: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #led = false;

  constructor(
    private readonly queue: Queue,
    {
      lockMs = 3000,
      lookMs = 1000,
      onError = () => undefined,
      onTicks = () => undefined,
    }: SchedulerOptions = {},
  ) {
    this.#store = new ScheduleStore(queue);
    this.#lockMs = lockMs;
    this.#lookMs = lookMs;
    this.#onError = onError;
    this.#onTicks = onTicks;
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.#running = this.#run();
  }

  /** Looks at once, as after a change made here. */
  nudge(): void {
    this.#wake?.();
  }

  /** Resolves when nothing is under way; the lead is free for others. Safe at any time. */
  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.nudge();
    await this.#running;
    await this.#resign();
  }

  async #run(): Promise<void> {
    while (this.#state === 'running') {
      let sleepMs = this.#lockMs;
      try {
        if (await this.#lead()) sleepMs = await this.#round();
      } catch (error) {
        this.#onError(error);
      }
      await this.#sleep(sleepMs);
    }
  }

  /** Takes or renews the lead; false while another has it. */
  async #lead(): Promise<boolean> {
    const { client, keys } = this.queue.connection;
    const key = keys.schedulesLeader;
    return await this.queue.connection.guard(async () => {
      if (this.#led && (await client.getex(key, 'PX', this.#lockMs)) === this.#token) return true;
      this.#led = (await client.set(key, this.#token, 'PX', this.#lockMs, 'NX')) === 'OK';
      return this.#led;
    });
  }

  /** Works on what is due; answers how long there is nothing to do, in ms. */
  async #round(): Promise<number> {
    const { client, keys } = this.queue.connection;
    const now = await this.#store.now();
    const rows = await this.queue.connection.guard(() =>
      client.zrange(keys.schedulesDue, '0', String(mostPerRound - 1), 'WITHSCORES'),
    );
    const all = Array.from({ length: rows.length / 2 }, (_, n) => ({
      name: rows[2 * n] as string,
      at: Number(rows[2 * n + 1]),
    }));
    const due = all.filter(({ at }) => at <= now);
    for (const { name } of due) await this.#workOn(name, now);
    if (due.length > 0) return 0;
    const [first] = all;
    return Math.min(this.#lookMs, first === undefined ? this.#lookMs : Math.max(1, first.at - now));
  }

  /** One schedule that fails keeps no other from its ticks. */
  async #workOn(name: string, now: number): Promise<void> {
    const seen = await this.#store.read(name);
    if (!seen) return;
    const entry = structuredClone(seen.entry);
    const records: TickRecord[] = [];
    let lookAt: number | null;
    try {
      await this.#advance(entry, now, records);
      lookAt = entry.queued.length > 0 ? Math.min(now + againMs, entry.next ?? Infinity) : entry.next;
    } catch (error) {
      this.#onError(error);
      // The ticks that were started are; the others are tried again.
      lookAt = now + againMs;
    }
    const written = await this.#store.write(name, seen.text, entry, lookAt, records);
    if (records.length === 0) return;
    // Somebody edited or paused it meanwhile: what was started is started all the same.
    const told = written ? records : await this.#store.addRecords(name, entry, records);
    if (told.length > 0) this.#onTicks(name, told);
  }

  async #advance(entry: Entry, now: number, records: TickRecord[]): Promise<void> {
    const note = (record: TickRecord) => {
      records.push(record);
      entry.last = record;
    };
    const queued = await startQueued(this.queue, entry, now);
    if (queued) note(queued);
    const due = dueTicks(entry, now);
    if (due.missedUntil !== null) {
      const text = `all that were due from ${new Date(entry.next as number).toISOString()} on`;
      note({ tick: due.missedUntil, at: now, outcome: 'missed', note: text });
      entry.next = nextTick(entry, due.missedUntil);
    }
    for (const tick of due.start) {
      note(await startTick(this.queue, entry, tick, now));
      entry.next = nextTick(entry, tick);
    }
    if (entry.next !== null && entry.next <= due.until) entry.next = nextTick(entry, due.until);
  }

  #sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#state !== 'running') return Promise.resolve();
    return new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).finally(() => {
      this.#wake = null;
    });
  }

  async #resign(): Promise<void> {
    const { client, keys } = this.queue.connection;
    const leader = await client.get(keys.schedulesLeader).catch(() => null);
    if (leader === this.#token) await client.unlink(keys.schedulesLeader).catch(() => undefined);
  }
}
