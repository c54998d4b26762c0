import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';

/** How many jobs are dead in one queue. */
export interface DeadCount {
  queue: string;
  count: number;
  /** Dead jobs of groups that are not listed. */
  unlisted: number;
}

/** The gateway lists this many groups of a queue, at most. */
export const mostListed = 200;

/**
 * The dead jobs of each queue that has any, most first. Groups say it, but where they are too many to be listed the queue's own count
 * does.
 */
export function deadCounts(groups: readonly ErrorGroup[], known: ReadonlyMap<string, number>): DeadCount[] {
  const listed = new Map<string, { count: number; groups: number }>();
  for (const { queue, count } of groups) {
    const sum = listed.get(queue) ?? { count: 0, groups: 0 };
    listed.set(queue, { count: sum.count + count, groups: sum.groups + 1 });
  }
  return [...listed]
    .map(([queue, sum]) => {
      const unlisted = sum.groups < mostListed ? 0 : Math.max(0, (known.get(queue) ?? 0) - sum.count);
      return { queue, count: sum.count + unlisted, unlisted };
    })
    .sort((a, b) => b.count - a.count);
}
