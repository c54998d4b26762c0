import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';

/** What changed in one queue between two frames. */
export interface QueueTrend {
  /** Time between the two frames, ms; more than 0. */
  spanMs: number;
  /** Jobs that came in, jobs that left (completed, dead, cancelled, expired), attempts that failed ... in that time. */
  added: number;
  left: number;
  completed: number;
  failed: number;
  dead: number;
  lost: number;
  /** Growth of the oldest wait, ms a ms; 1 = nothing moves. Null when nothing waited at one of the ends. */
  oldestGrowth: number | null;
}

/** The frames of the last `windowMs` before the newest one, oldest first. */
export function recent(history: readonly StatsFrame[], windowMs: number): StatsFrame[] {
  const newest = history.at(-1);
  return newest ? history.filter((frame) => frame.at > newest.at - windowMs) : [];
}

export function queueOf(frame: StatsFrame, name: string): QueueNumbers | undefined {
  return frame.queues.find((queue) => queue.name === name);
}

/** How `name` moved over `frames`; null when they do not hold it twice, or its totals began anew in between. */
export function queueTrend(frames: readonly StatsFrame[], name: string): QueueTrend | null {
  const first = frames.find((frame) => queueOf(frame, name));
  const last = frames.findLast((frame) => queueOf(frame, name));
  const before = first && queueOf(first, name);
  const after = last && queueOf(last, name);
  if (!before || !after || last.at <= first.at) return null;
  const spanMs = last.at - first.at;
  const more = (total: string) => (after.totals[total] ?? 0) - (before.totals[total] ?? 0);
  if (more('added') < 0 || more('started') < 0) return null;
  const both = before.oldestWaitMs !== null && after.oldestWaitMs !== null;
  return {
    spanMs,
    added: more('added'),
    left: more('completed') + more('dead') + more('cancelled') + more('expired'),
    completed: more('completed'),
    failed: more('failed'),
    dead: more('dead'),
    lost: more('lost'),
    oldestGrowth: both ? ((after.oldestWaitMs as number) - (before.oldestWaitMs as number)) / spanMs : null,
  };
}

/** The middle value; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
