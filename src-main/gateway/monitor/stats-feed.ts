import type { QueueStatus } from '../../../src-core/queue/types';
import type { StatsCache, Summary } from '../stats-cache';
import type { Feed, Publish } from './feed';
import type { GatewayLoadMeter } from './gateway-load';
import type { RedisLoadMeter } from './redis-load';
import { Repeat } from './repeat';

const everyMs = 1000;

/** Topic `stats`: the numbers of everything, once a second. While Redis is away the queues' are those read last. */
export class StatsFeed implements Feed {
  readonly #repeat = new Repeat(everyMs, () => this.#tell());

  constructor(
    private readonly stats: StatsCache,
    private readonly redis: RedisLoadMeter,
    private readonly gateway: GatewayLoadMeter,
    private readonly publish: Publish,
  ) {}

  start(): void {
    this.redis.reset();
    this.gateway.start();
    this.#repeat.start();
  }

  stop(): Promise<void> {
    this.gateway.stop();
    return this.#repeat.stop();
  }

  async #tell(): Promise<void> {
    // Half a tick may have passed since somebody else asked: what is older than that is read anew.
    const summary = await this.stats.fresh(everyMs / 2).catch(() => this.stats.last);
    const queues = summary?.queues ?? [];
    const redis = await this.redis.read(sum(queues, finished));
    this.publish({
      type: 'stats',
      at: Date.now(),
      queues: queues.map(numbers),
      workers: { ...workers(summary), active: sum(queues, ({ counts }) => counts.active) },
      processor: summary?.processor ?? { processed: 0, failed: 0, retried: 0, ratePerSecond: 0 },
      redis,
      gateway: this.gateway.read(),
    });
  }
}

function workers(summary: Summary | null): Summary['workers'] {
  return summary?.workers ?? { total: 0, running: 0, draining: 0, lost: 0, slots: 0 };
}

function numbers({ name, paused, counts, totals, byPriority, oldestWaitMs }: QueueStatus) {
  return { name, paused, counts: { ...counts }, totals: { ...totals }, byPriority, oldestWaitMs };
}

function finished({ totals }: QueueStatus): number {
  return totals.completed + totals.dead + totals.cancelled + totals.expired;
}

function sum(queues: QueueStatus[], of: (queue: QueueStatus) => number): number {
  return queues.reduce((total, queue) => total + of(queue), 0);
}
