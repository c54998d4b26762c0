import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { statsCounters, type StatsPoint } from '../../../../src-core/protocol/statistics';

/** What is stored of some queues, oldest first, by name. */
export type StoredQueues = ReadonlyMap<string, readonly StatsPoint[]>;

/**
 * The frames that would have come before `first`, had somebody watched: its totals, less what the steps since then
 * counted. Only totals and waiting jobs are true in them; queues that are not stored are left out.
 */
export function earlierFrames(first: StatsFrame, stored: StoredQueues): StatsFrame[] {
  const starts = new Set([...stored.values()].flatMap((points) => points.map(({ at }) => at)));
  return [...starts]
    .filter((at) => at < first.at)
    .sort((a, b) => a - b)
    .map((at) => ({
      ...first,
      at,
      redis: { ...first.redis, latencyMs: null },
      queues: first.queues.flatMap((queue) => {
        const points = stored.get(queue.name);
        return points ? [queueAt(queue, points, at)] : [];
      }),
    }));
}

/** A queue as it was when the step that begins at `at` began. */
function queueAt(queue: QueueNumbers, points: readonly StatsPoint[], at: number): QueueNumbers {
  const since = points.filter((point) => point.at >= at);
  const totals = Object.fromEntries(
    statsCounters.map((name) => [
      name,
      Math.max(0, (queue.totals[name] ?? 0) - since.reduce((sum, point) => sum + point[name], 0)),
    ]),
  );
  const depth = points.findLast((point) => point.at < at && point.depth !== null)?.depth;
  // Nothing changed before as far as is known: then it was as it was at the first change.
  const waiting = depth ?? (since.some((point) => point.depth !== null) ? 0 : (queue.counts.waiting ?? 0));
  return { ...queue, totals, counts: { ...queue.counts, waiting }, oldestWaitMs: null };
}
