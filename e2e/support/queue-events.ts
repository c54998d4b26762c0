import { EventEmitter, once } from 'node:events';
import type { QueueConnection } from '../../src-core/queue/connection';
import type { QueueTotals } from '../../src-core/queue/types';
import { closeRedis } from '../../src-core/redis/close';
import { connectBlocking, type RedisClient } from '../../src-core/redis/connect';

const blockMs = 20_000;

/**
 * Tells how far a queue has come, by blocking reads that outlive a Redis. Its events say when to look, its totals what is
 * there: a reader that gets little processor time misses events that the feed keeps no longer.
 */
export class QueueEvents {
  readonly #client: RedisClient;
  readonly #keys: QueueConnection['keys'];
  #totals: Record<string, string> = {};
  readonly #news = new EventEmitter();
  readonly #following: Promise<never>;

  constructor({ target, keys }: Pick<QueueConnection, 'target' | 'keys'>) {
    this.#client = connectBlocking(target, { name: 'signalbox:test-events', blockMs });
    this.#keys = keys;
    this.#following = this.#follow();
    this.#following.catch(() => undefined);
  }

  /** Resolves when that has happened `count` times since the queue began. */
  async reached(total: keyof QueueTotals, count: number): Promise<void> {
    while (Number(this.#totals[total] ?? 0) < count)
      await Promise.race([once(this.#news, 'read'), this.#following]);
  }

  close(): Promise<void> {
    return closeRedis(this.#client);
  }

  async #follow(): Promise<never> {
    for (let last = '0-0'; ; ) {
      const { events, counts } = this.#keys;
      const answer = await this.#client.xread('COUNT', 1000, 'BLOCK', blockMs, 'STREAMS', events, last);
      last = (answer?.[0]?.[1].at(-1)?.[0] as string | undefined) ?? last;
      this.#totals = await this.#client.hgetall(counts);
      this.#news.emit('read');
    }
  }
}
