import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';

/** What Redis is asked while no job moves. */
export interface IdleCost {
  /** Commands a second of all clients of Redis, this console's own reading included. */
  commandsPerSecond: number;
  /** The same a minute and connected socket: at most this much is due to one that does nothing. Null without sockets. */
  perSocketMinute: number | null;
}

const leastMoments = 5;

/** The cost of doing nothing, over the moments of `history` in which nothing ran and no total changed; null of fewer than 5. */
export function idleCost(history: readonly StatsFrame[]): IdleCost | null {
  const idle = history.filter((frame, i) => i > 0 && isIdle(history[i - 1] as StatsFrame, frame));
  if (idle.length < leastMoments) return null;
  const commandsPerSecond = idle.reduce((sum, { redis }) => sum + redis.opsPerSecond, 0) / idle.length;
  const sockets = idle.reduce((sum, { gateway }) => sum + gateway.sockets, 0) / idle.length;
  return { commandsPerSecond, perSocketMinute: sockets === 0 ? null : (commandsPerSecond * 60) / sockets };
}

function isIdle(before: StatsFrame, frame: StatsFrame): boolean {
  if (frame.redis.status !== 'connected' || frame.queues.length !== before.queues.length) return false;
  return frame.queues.every((queue, i) => {
    const earlier = before.queues[i];
    if ((queue.counts.active ?? 0) > 0 || earlier?.name !== queue.name) return false;
    return Object.entries(queue.totals).every(([name, value]) => earlier.totals[name] === value);
  });
}
