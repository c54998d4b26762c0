import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';

/** Waiting jobs of one priority. */
export interface PriorityDepth {
  /** 0 goes first, 9 last. */
  priority: number;
  waiting: number;
}

/** Waiting jobs of each priority, 0 to 9; of all queues when `queue` is ''. */
export function priorityDepths(frame: StatsFrame, queue: string): PriorityDepth[] {
  const queues = frame.queues.filter(({ name }) => queue === '' || name === queue);
  return Array.from({ length: 10 }, (_, priority) => ({
    priority,
    waiting: queues.reduce((sum, { byPriority }) => sum + (byPriority[priority] ?? 0), 0),
  }));
}
