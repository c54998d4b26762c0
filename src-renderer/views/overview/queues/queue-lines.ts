import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { type QueueTrend, queueOf, queueTrend, recent } from '../verdict/trends';

/** One queue as a row. */
export interface QueueLine extends QueueNumbers {
  /** Over the last 10 s; null when not known yet. */
  trend: QueueTrend | null;
  /** Waiting jobs of the last five minutes, a value every 5 s, oldest first. */
  waiting: (number | null)[];
}

const stepMs = 5_000;
const steps = 60;

/** The queues in the order of their names, so that rows keep their place. */
export function queueLines(frame: StatsFrame, history: readonly StatsFrame[]): QueueLine[] {
  const lately = recent(history, 11_000);
  const sampled = sampleFrames(history, frame.at);
  return [...frame.queues]
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map((queue) => ({
      ...queue,
      trend: queueTrend(lately, queue.name),
      waiting: sampled.map((one) => (one && queueOf(one, queue.name)?.counts.waiting) ?? null),
    }));
}

/** The last frame of each step, or the one before it where there is none; undefined before the first. */
function sampleFrames(history: readonly StatsFrame[], now: number): (StatsFrame | undefined)[] {
  const newest = Math.floor(now / stepMs);
  const frames: (StatsFrame | undefined)[] = Array.from({ length: steps });
  for (const frame of history) {
    const step = steps - 1 - (newest - Math.floor(frame.at / stepMs));
    if (step >= 0) frames[step] = frame;
  }
  for (let step = 1; step < steps; step += 1) frames[step] ??= frames[step - 1];
  return frames;
}
