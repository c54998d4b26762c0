import { type Entry, timingOf } from './entry';
import { ticksBetween } from './ticks';

/** A tick that is late by no more than this is started as if it were on time; ms. It covers the change of a leader. */
export const graceMs = 60_000;
/** Ticks of one schedule that are worked on together. */
const mostAtOnce = 1000;

/** The ticks of a schedule that are due. */
export interface DueTicks {
  /** Those to start, oldest first. */
  start: number[];
  /** The ticks passed while nobody could start them and are not made up for: the last of them; null = none. */
  missedUntil: number | null;
  /** Where to go on: every tick up to here is in one of the two above. */
  until: number;
}

/** Which ticks of `entry` are to be started `now` (epoch ms, Redis' clock), by its policy for missed ones. */
export function dueTicks(entry: Entry, now: number): DueTicks {
  const { next, schedule } = entry;
  if (next === null || next > now) return { start: [], missedUntil: null, until: now };
  const timing = timingOf(entry);
  // The newest that fit: what is left of them is too many to catch up with.
  const fresh = ticksBetween(timing, Math.max(next, now - graceMs), now, mostAtOnce);
  const old = next < now - graceMs ? ticksBetween(timing, next, now - graceMs - 1, schedule.missedMost) : [];
  const last = old.at(-1);
  if (last === undefined) return { start: fresh, missedUntil: null, until: now };
  if (schedule.missed === 'skip') return { start: fresh, missedUntil: last, until: now };
  if (schedule.missed === 'all') {
    const [first = last] = old;
    const before = first > next ? (ticksBetween(timing, next, first - 1, 1)[0] ?? null) : null;
    return { start: [...old, ...fresh], missedUntil: before, until: now };
  }
  // One run makes up for all that were missed; the ticks in time come besides.
  const before = ticksBetween(timing, next, last - 1, 1)[0] ?? null;
  return { start: [last, ...fresh], missedUntil: before, until: now };
}
