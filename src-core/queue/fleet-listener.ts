import { closeRedis } from '../redis/close';
import { connectBlocking, type RedisClient } from '../redis/connect';
import type { QueueConnection } from './connection';

/** What a blocking read brought. */
export type Heard =
  | { kind: 'work'; classNumber: number }
  | { kind: 'cancelled'; id: string; fence: number }
  /** The class table has grown. */
  | { kind: 'classes' }
  /** Nothing, or a poke. */
  | { kind: 'nothing' };

const controlLifeMs = 120_000;

/** Sleeps in Redis on one blocking connection, for all workers of a gateway. */
export class FleetListener {
  readonly #connection: QueueConnection;
  readonly #gateway: string;
  readonly #pollMs: number;
  #blocking: RedisClient | null = null;

  /** `pollMs`: longest time one read sleeps. */
  constructor(connection: QueueConnection, gateway: string, pollMs = 15_000) {
    this.#connection = connection;
    this.#gateway = gateway;
    this.#pollMs = pollMs;
  }

  /** From now on this gateway is told of new classes. Safe to repeat. Rejects with REDIS_UNAVAILABLE. */
  async announce(): Promise<void> {
    const { client, keys } = this.#connection;
    await this.#connection.guard(() => client.sadd(keys.sleepers, this.#gateway));
  }

  /** Sleeps until there is a message, or work in one of `classes`. Rejects when the connection is closed. */
  async hear(classes: readonly number[]): Promise<Heard> {
    const { keys, target } = this.#connection;
    this.#blocking ??= connectBlocking(target, { name: 'signalbox:fleet', blockMs: this.#pollMs });
    const control = keys.control(this.#gateway);
    const wakes = classes.map((n) => keys.wake(n));
    const popped = await this.#blocking.bzpopmin(control, ...wakes, this.#pollMs / 1000);
    if (!popped) return { kind: 'nothing' };
    const [key, message] = popped;
    if (key !== control) return { kind: 'work', classNumber: classes[wakes.indexOf(key)] as number };
    if (message === 'poke') return { kind: 'nothing' };
    if (message === 'classes') return { kind: 'classes' };
    const cut = message.lastIndexOf(' ');
    return { kind: 'cancelled', id: message.slice(0, cut), fence: Number(message.slice(cut + 1)) };
  }

  /** Ends a read that sleeps. */
  async poke(): Promise<void> {
    const { client, keys } = this.#connection;
    const control = keys.control(this.#gateway);
    await this.#connection.guard(() =>
      client.multi().zadd(control, 0, 'poke').pexpire(control, controlLifeMs).exec(),
    );
  }

  /** Leaves work that was heard of to whoever else sleeps. */
  async passOn(classNumber: number): Promise<void> {
    const { client, keys } = this.#connection;
    await this.#connection.guard(() => client.zadd(keys.wake(classNumber), 0, '1'));
  }

  async close(): Promise<void> {
    if (this.#blocking) await closeRedis(this.#blocking);
    const { client, keys } = this.#connection;
    await this.#connection
      .guard(() =>
        Promise.all([client.srem(keys.sleepers, this.#gateway), client.unlink(keys.control(this.#gateway))]),
      )
      .catch(() => undefined);
  }
}
