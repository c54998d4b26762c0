import { SignalboxError } from '../protocol/errors';
import { restoreHeaders } from '../protocol/http-call';
import { type Schedule, scheduleSchema, type TickRecord } from '../protocol/schedules';
import { scheduledQueuesKey } from '../queue/keys';
import type { Queue } from '../queue/queue';
import { type Entry, entryOf } from './entry';
import { cronFault } from './ticks';

/** Schedules a queue may have. */
export const mostSchedules = 1000;
/** Edits that meet others' are tried again this often. */
const mostTries = 5;

/** An entry with the text it was read from, which is what a change of it is compared with. */
export interface SeenEntry {
  text: string;
  entry: Entry;
}

/** The schedules of one queue in Redis. */
export class ScheduleStore {
  constructor(readonly queue: Queue) {}

  /** Redis' clock, epoch ms. */
  async now(): Promise<number> {
    const { connection } = this.queue;
    const [seconds, micros] = await connection.guard(() => connection.client.time());
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  async list(): Promise<Entry[]> {
    const { client, keys } = this.queue.connection;
    const all = await this.queue.connection.guard(() => client.hgetall(keys.schedules));
    const entries = Object.values(all).map((text) => JSON.parse(text) as Entry);
    return entries.sort((a, b) => (a.schedule.name < b.schedule.name ? -1 : 1));
  }

  /** null when there is none of that name. */
  async read(name: string): Promise<SeenEntry | null> {
    const { client, keys } = this.queue.connection;
    const text = await this.queue.connection.guard(() => client.hget(keys.schedules, name));
    return text === null ? null : { text, entry: JSON.parse(text) as Entry };
  }

  /** Its last 200 ticks, newest first. */
  async ticks(name: string, count = 200): Promise<TickRecord[]> {
    const { client, keys } = this.queue.connection;
    const rows = await this.queue.connection.guard(() =>
      client.lrange(keys.scheduleTicks(name), 0, count - 1),
    );
    return rows.map((row) => JSON.parse(row) as TickRecord);
  }

  /**
   * Adds a schedule, or puts one in the place of that name.
   * @param version only if that is the one that is there; null: only if none is
   * @throws SignalboxError INVALID_MESSAGE for a pattern that is none, INVALID_STATE for another version
   */
  async put(schedule: Schedule, version?: string | null): Promise<Entry> {
    checkPattern(schedule);
    return await this.#change(schedule.name, (before, now) => {
      const found = before?.version ?? null;
      if (version !== undefined && version !== found) {
        const what =
          found === null ? 'is not there' : version === null ? 'is there already' : 'was changed meanwhile';
        throw new SignalboxError('INVALID_STATE', `The schedule "${schedule.name}" ${what}`);
      }
      return entryOf(withSecrets(schedule, before), now, before);
    });
  }

  /** Stops or starts its ticks; those that pass while it is paused are not made up for. @throws SignalboxError NOT_FOUND */
  async setPaused(name: string, paused: boolean): Promise<Entry> {
    return await this.#change(name, (before, now) => {
      if (!before) throw missing(name);
      if (before.schedule.paused === paused) return before;
      return entryOf({ ...before.schedule, paused }, now, { ...before, queued: paused ? [] : before.queued });
    });
  }

  /** @throws SignalboxError NOT_FOUND */
  async remove(name: string): Promise<void> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const seen = await this.read(name);
      if (!seen) throw missing(name);
      if (await this.write(name, seen.text, null, null)) return;
    }
    throw busy(name);
  }

  /**
   * Starts the job of a schedule once and writes the record of it.
   * @param start starts it; changes the entry
   * @throws SignalboxError NOT_FOUND, and what `start` throws
   */
  async recordStart(name: string, start: (entry: Entry) => Promise<TickRecord>): Promise<TickRecord> {
    const first = await this.read(name);
    if (!first) throw missing(name);
    const record = await start(first.entry);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const seen = await this.read(name);
      if (!seen) return record;
      const entry = { ...seen.entry, lastJobId: record.jobId ?? null, last: record };
      if (await this.write(name, seen.text, entry, lookAtOf(entry, record.at), [record])) return record;
    }
    return record;
  }

  /**
   * Adds the records of ticks to a schedule that was edited while they were worked on, those that it does not have yet.
   * One that is as it was is left alone: its ticks are worked on again, which changes nothing but that it is noted.
   * @param worked the entry after them
   */
  async addRecords(name: string, worked: Entry, records: readonly TickRecord[]): Promise<TickRecord[]> {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const seen = await this.read(name);
      if (!seen || seen.entry.version === worked.version) return [];
      const known = new Set((await this.ticks(name)).map(({ tick }) => tick));
      const fresh = records.filter(({ tick }) => !known.has(tick));
      const last = fresh.at(-1);
      if (!last) return [];
      const entry: Entry = { ...seen.entry, lastJobId: worked.lastJobId, last };
      if (await this.write(name, seen.text, entry, lookAtOf(entry, last.at), fresh)) return fresh;
    }
    return [];
  }

  /** Writes an entry if it is still as it was seen; answers whether it was. `lookAt`: when to work on it next, epoch ms. */
  async write(
    name: string,
    seen: string,
    entry: Entry | null,
    lookAt: number | null,
    records: readonly TickRecord[] = [],
  ): Promise<boolean> {
    const texts = records.map((record) => JSON.stringify(record));
    const text = entry === null ? '' : JSON.stringify(entry);
    const args = [name, seen, text, lookAt === null ? '' : lookAt, ...texts];
    return (await this.queue.connection.run('schedule', args)) === 1;
  }

  async #change(name: string, change: (before: Entry | null, now: number) => Entry): Promise<Entry> {
    const { client, keys } = this.queue.connection;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const [seen, now] = await Promise.all([this.read(name), this.now()]);
      const entry = change(seen?.entry ?? null, now);
      if (!seen && (await this.queue.connection.guard(() => client.hlen(keys.schedules))) >= mostSchedules) {
        throw new SignalboxError('INVALID_STATE', `A queue has at most ${mostSchedules} schedules`);
      }
      await this.queue.connection.guard(() => client.sadd(scheduledQueuesKey, this.queue.name));
      if (await this.write(name, seen?.text ?? '', entry, lookAtOf(entry, now))) return entry;
    }
    throw busy(name);
  }
}

/** Reads a schedule as a person wrote it. @throws SignalboxError INVALID_MESSAGE */
export function readSchedule(input: unknown): Schedule {
  const parsed = scheduleSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = issues;
  throw new SignalboxError(
    'INVALID_MESSAGE',
    `The schedule: ${first?.path ? `${first.path}: ` : ''}${first?.message}`,
    {
      issues,
    },
  );
}

/** What was hidden when the schedule was shown is taken from the one that is there. */
function withSecrets(schedule: Schedule, before: Entry | null): Schedule {
  const { job } = schedule;
  const payload = restoreHeaders(job.type, job.payload, before?.schedule.job.payload);
  return { ...schedule, job: { ...job, payload } };
}

/** @throws SignalboxError INVALID_MESSAGE when its cron pattern is none */
export function checkPattern({ cron, timezone }: Schedule): void {
  const fault = cron === undefined ? null : cronFault(cron, timezone);
  if (fault === null) return;
  throw new SignalboxError('INVALID_MESSAGE', `cron: ${fault}`, {
    issues: [{ path: 'cron', message: fault }],
  });
}

function lookAtOf({ queued, next }: Entry, now: number): number | null {
  return queued.length > 0 ? now : next;
}

export function missing(name: string): SignalboxError {
  return new SignalboxError('NOT_FOUND', `There is no schedule "${name}"`);
}

function busy(name: string): SignalboxError {
  return new SignalboxError('INVALID_STATE', `The schedule "${name}" is being changed; try again`);
}
