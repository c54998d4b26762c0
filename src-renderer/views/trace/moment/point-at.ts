import type { StatsPoint } from '../../../../src-core/protocol/statistics';

/** A queue's history at a moment. */
export interface PointThen {
  point: StatsPoint;
  /** Waiting jobs as last recorded by then; null when that was not. */
  depth: number | null;
}

/** The step a moment lies in, and the depth last known at it; null when nothing is recorded of that time. */
export function pointAt(points: readonly StatsPoint[], stepMs: number, at: number): PointThen | null {
  const index = points.findLastIndex((point) => point.at <= at);
  const point = points[index];
  if (!point || at >= point.at + stepMs) return null;
  // A step in which nothing changed records no depth: it is the one before.
  const depth = points.slice(0, index + 1).findLast((one) => one.depth !== null)?.depth ?? null;
  return { point, depth };
}
