import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { queueTrend, recent } from '../verdict/trends';

/** How one queue, or all of them, stand. */
export interface Totals {
  waiting: number;
  scheduled: number;
  active: number;
  dead: number;
  /** Jobs a second that came in and left, over the last 10 s; null when not known yet. */
  inPerSecond: number | null;
  outPerSecond: number | null;
  /** Null when nothing waits. */
  oldestWaitMs: number | null;
  /** Share of attempts that failed in the last minutes, 0 to 100; null when none ended. */
  failedPercent: number | null;
  /** Jobs that ever came in. */
  added: number;
}

const rateWindowMs = 11_000;

/** Adds up the queues' numbers; of one queue unless `queue` is ''. */
export function totalsOf(frame: StatsFrame, history: readonly StatsFrame[], queue: string): Totals {
  const queues = frame.queues.filter(({ name }) => queue === '' || name === queue);
  const sum = (read: (one: (typeof queues)[number]) => number) =>
    queues.reduce((total, one) => total + read(one), 0);
  const trends = (frames: readonly StatsFrame[]) =>
    queues.map(({ name }) => queueTrend(frames, name)).filter((trend) => trend !== null);
  const lately = trends(recent(history, rateWindowMs));
  const minutes = trends(history);
  const failed = minutes.reduce((total, trend) => total + trend.failed, 0);
  const ended = failed + minutes.reduce((total, trend) => total + trend.completed, 0);
  const waits = queues.map(({ oldestWaitMs }) => oldestWaitMs).filter((wait) => wait !== null);
  const rate = (read: (trend: (typeof lately)[number]) => number) =>
    lately.length === 0
      ? null
      : lately.reduce((total, trend) => total + (read(trend) * 1000) / trend.spanMs, 0);
  return {
    waiting: sum(({ counts }) => counts.waiting ?? 0),
    scheduled: sum(({ counts }) => counts.scheduled ?? 0),
    active: sum(({ counts }) => counts.active ?? 0),
    dead: sum(({ counts }) => counts.dead ?? 0),
    inPerSecond: rate((trend) => trend.added),
    outPerSecond: rate((trend) => trend.left),
    oldestWaitMs: waits.length === 0 ? null : Math.max(...waits),
    failedPercent: ended === 0 ? null : (failed / ended) * 100,
    added: sum(({ totals }) => totals.added ?? 0),
  };
}
