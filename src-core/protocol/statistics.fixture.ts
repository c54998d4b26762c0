import { type StatsPoint, statsCounters } from './statistics';

const nothing = Object.fromEntries(statsCounters.map((name) => [name, 0])) as Record<
  (typeof statsCounters)[number],
  number
>;

/** A step in which nothing happened but what `parts` says. */
export function statsPoint(at: number, parts: Partial<StatsPoint> = {}): StatsPoint {
  return { at, ...nothing, depth: null, wait: null, run: null, ...parts };
}
