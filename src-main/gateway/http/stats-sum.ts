import { type Percentiles, statsCounters, type StatsPoint } from '../../../src-core/protocol/statistics';

/** One queue's points, and how many jobs wait in it now. */
export interface QueuePoints {
  points: StatsPoint[];
  depthNow: number;
}

/** Adds up several queues' points of the same steps; of percentiles the worst. */
export function sumQueues(queues: QueuePoints[]): StatsPoint[] {
  const depths = queues.map(knownDepths);
  return (queues[0]?.points ?? []).map(({ at }, step) => {
    const points = queues.map(({ points: of }) => of[step] as StatsPoint);
    const sums = statsCounters.map((name) => [name, points.reduce((sum, point) => sum + point[name], 0)]);
    const changed = points.some(({ depth }) => depth !== null);
    return {
      at,
      ...(Object.fromEntries(sums) as Record<(typeof statsCounters)[number], number>),
      depth: changed ? depths.reduce((sum, of) => sum + (of[step] as number), 0) : null,
      wait: worst(points.map(({ wait }) => wait)),
      run: worst(points.map(({ run }) => run)),
    };
  });
}

/**
 * A queue's depth at the end of each step: what it was at its last change. Before the first change it follows from
 * what that step added and started; a queue that did not change has the depth it has now.
 */
function knownDepths({ points, depthNow }: QueuePoints): number[] {
  const first = points.find(({ depth }) => depth !== null);
  let known = first ? Math.max(0, (first.depth as number) - first.added + first.started) : depthNow;
  return points.map(({ depth }) => {
    known = depth ?? known;
    return known;
  });
}

function worst(all: (Percentiles | null)[]): Percentiles | null {
  return all.reduce((a, b) => {
    if (a === null || b === null) return a ?? b;
    return { p50: Math.max(a.p50, b.p50), p95: Math.max(a.p95, b.p95), p99: Math.max(a.p99, b.p99) };
  }, null);
}
