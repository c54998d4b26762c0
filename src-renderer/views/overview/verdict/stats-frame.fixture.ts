import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';

type QueueParts = Partial<Omit<QueueNumbers, 'name'>>;

/** A queue's numbers; what is not said is 0, nobody waits. */
export function queueNumbers(name: string, parts: QueueParts = {}): QueueNumbers {
  return { name, paused: false, counts: {}, totals: {}, byPriority: {}, oldestWaitMs: null, ...parts };
}

type FrameParts = {
  [K in 'workers' | 'redis' | 'gateway']?: Partial<StatsFrame[K]>;
};

/** The numbers of a healthy system with two workers at a moment. */
export function statsFrame(at: number, queues: QueueNumbers[], parts: FrameParts = {}): StatsFrame {
  return {
    type: 'stats',
    at,
    queues,
    workers: { total: 2, running: 2, draining: 0, lost: 0, active: 0, slots: 10, ...parts.workers },
    processor: { processed: 0, failed: 0, retried: 0, ratePerSecond: 0 },
    redis: {
      status: 'connected',
      engine: 'redis 7.2 at 127.0.0.1:6379',
      latencyMs: 0.4,
      opsPerSecond: 120,
      usedMemoryBytes: 2_000_000,
      maxMemoryBytes: null,
      connections: 6,
      commandsPerJob: null,
      ...parts.redis,
    },
    gateway: { sockets: 2, streams: 0, eventLoopLagMs: 2, memoryBytes: 90_000_000, ...parts.gateway },
  };
}
