import type { StatsAnswer } from '../../../src-core/protocol/statistics';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { StatsRange } from '../../../src-core/queue/stats';
import { stepsOf } from '../http/stats-steps';

/** Of the time before and after the job's life, too; ms. */
const aroundMs = 600_000;
/** So long the steps of 10 s are kept; ms. */
const fineMs = 3_600_000;
/** Minutes that are told one by one; a longer life is told in larger steps. */
const mostMinutes = 500;

/** A queue's history round a time, in each of the steps it is kept in. */
export async function statisticsRound(
  monitor: Pick<Monitor, 'queueStats'>,
  queue: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<StatsAnswer[]> {
  const now = Date.now();
  const from = Math.max(0, fromMs - aroundMs);
  const to = Math.min(now, toMs + aroundMs);
  const ranges: StatsRange[] = [];
  if (to > now - fineMs) ranges.push(stepsOf({ from: Math.max(from, now - fineMs), to, step: 10_000 }, now));
  const minutes = (to - from) / 60_000;
  if (from < to) ranges.push(coarse(from, to, minutes, now));
  return Promise.all(
    ranges.map(async (range) => ({
      stepMs: range.stepMs * (range.merge ?? 1),
      points: await monitor.queueStats(queue, range),
    })),
  );
}

function coarse(from: number, to: number, minutes: number, now: number): StatsRange {
  if (minutes <= mostMinutes) return stepsOf({ from, to, step: 60_000 }, now);
  return stepsOf({ from, to }, now);
}
