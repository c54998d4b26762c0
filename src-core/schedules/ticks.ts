import { Cron } from 'croner';
import type { Schedule } from '../protocol/schedules';

/** When a schedule ticks. `createdAt` (epoch ms) is where an interval without `startAt` begins. */
export type Timing = Pick<Schedule, 'cron' | 'timezone' | 'every' | 'at' | 'startAt' | 'endAt'> & {
  createdAt: number;
};

/**
 * What is wrong with a cron pattern, in croner's words; null when nothing is.
 * A pattern that never comes (30 February) is wrong, too.
 */
export function cronFault(pattern: string, timezone: string): string | null {
  try {
    return parsed(pattern, timezone).nextRun() === null ? `"${pattern}" never comes` : null;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '');
  }
}

/**
 * The next `count` ticks after `after`, epoch ms, in order. Where clocks are put forward, a time of day that does not
 * exist ticks once, when they have been; where they are put back, one that comes twice ticks the first time, and
 * patterns with a wildcard or step in hours, minutes or seconds go on evenly.
 */
export function nextTicks(timing: Timing, after: number, count: number): number[] {
  const begin = Math.max(after, startOf(timing) - 1);
  return later(timing, begin, count).filter((tick) => tick <= endOf(timing));
}

/** The last `count` ticks from `from` to `to`, both included, oldest first. */
export function ticksBetween(timing: Timing, from: number, to: number, count: number): number[] {
  const [first, last] = [Math.max(from, startOf(timing)), Math.min(to, endOf(timing))];
  if (last < first) return [];
  return earlier(timing, last, count).filter((tick) => tick >= first);
}

function later({ cron, timezone, every, at, ...timing }: Timing, after: number, count: number): number[] {
  if (cron !== undefined) {
    return parsed(cron, timezone).nextRuns(count, new Date(after)).map(Number);
  }
  if (every !== undefined) {
    const start = startOf(timing);
    const first = Math.max(0, Math.floor((after - start) / every) + 1);
    return Array.from({ length: count }, (_, n) => start + (first + n) * every);
  }
  const once = Date.parse(at as string);
  return once > after ? [once] : [];
}

function earlier(timing: Timing, until: number, count: number): number[] {
  const { cron, timezone, every, at } = timing;
  if (cron !== undefined) {
    // croner looks back from a whole second, which it leaves out.
    const before = new Date(Math.floor(until / 1000) * 1000 + 1000);
    return parsed(cron, timezone).previousRuns(count, before).map(Number).reverse();
  }
  if (every !== undefined) {
    const start = startOf(timing);
    const last = Math.floor((until - start) / every);
    const first = Math.max(0, last - count + 1);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => start + (first + n) * every);
  }
  const once = Date.parse(at as string);
  return once <= until ? [once] : [];
}

function startOf({ startAt, createdAt }: Pick<Timing, 'startAt' | 'createdAt'>): number {
  return startAt === undefined ? createdAt : Date.parse(startAt);
}

function endOf({ endAt }: Timing): number {
  return endAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endAt);
}

const mostPatterns = 1000;
const patterns = new Map<string, Cron>();

function parsed(pattern: string, timezone: string): Cron {
  const key = `${timezone} ${pattern}`;
  const known = patterns.get(key);
  if (known) return known;
  const made = new Cron(pattern, { timezone, mode: '5-or-6-parts', paused: true });
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(key, made);
  return made;
}
