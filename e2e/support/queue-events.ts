import { EventEmitter, once } from 'node:events';
import type { QueueConnection } from '../../src-core/queue/connection';
import { closeRedis } from '../../src-core/redis/close';
import { connectBlocking, type RedisClient } from '../../src-core/redis/connect';

const blockMs = 20_000;

/** Counts what happens to the jobs of a queue, from its first event on, by blocking reads that outlive a Redis. */
export class QueueEvents {
  readonly #client: RedisClient;
  readonly #key: string;
  readonly #counts = new Map<string, number>();
  readonly #news = new EventEmitter();
  readonly #following: Promise<never>;

  constructor({ target, keys }: Pick<QueueConnection, 'target' | 'keys'>) {
    this.#client = connectBlocking(target, { name: 'signalbox:test-events', blockMs });
    this.#key = keys.events;
    // All the time: the feed keeps the last thousand.
    this.#following = this.#follow();
    this.#following.catch(() => undefined);
  }

  /** Resolves when that has happened to `count` jobs. `kind` as the feed names it, such as `completed`. */
  async reached(kind: string, count: number): Promise<void> {
    while ((this.#counts.get(kind) ?? 0) < count)
      await Promise.race([once(this.#news, 'read'), this.#following]);
  }

  close(): Promise<void> {
    return closeRedis(this.#client);
  }

  async #follow(): Promise<never> {
    for (let last = '0-0'; ; ) {
      const answer = await this.#client.xread('COUNT', 200, 'BLOCK', blockMs, 'STREAMS', this.#key, last);
      for (const [id, fields] of (answer?.[0]?.[1] ?? []) as [string, string[]][]) {
        const [kind = '', jobs = '0'] = ['k', 'n'].map((name) => fields[fields.indexOf(name) + 1]);
        this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + Number(jobs));
        last = id;
      }
      this.#news.emit('read');
    }
  }
}
