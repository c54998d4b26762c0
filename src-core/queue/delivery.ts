import { randomBytes } from 'node:crypto';
import type { Cluster } from 'ioredis';
import { SignalboxError } from '../protocol/errors';

import { closeRedis } from '../redis/close';
import { connectSubscriber, type RedisClient, whenReady } from '../redis/connect';
import { toSignalboxError } from '../redis/redis-errors';
import type { Adder } from './adder';
import type { QueueConnection } from './connection';
import {
  type DeliveryListener,
  type DeliveryMessage,
  DeliveryWatch,
  parseMessage,
  type Snapshot,
} from './delivery-watch';
import { prepare } from './options';
import { parseOptions } from './record';
import type { AddResult, Idempotency, NewJob } from './types';

const pageSize = 500;

/** A running watch. It closes itself after a final event. */
export interface Watch {
  readonly jobId: string;
  close(): void;
}

export interface WatchFrom {
  attempt?: number;
  afterSeq?: number;
}

/**
 * Brings the events of watched jobs to this process: one subscribed connection and one channel for all of them, so that
 * a watcher costs Redis nothing while nothing happens.
 */
export class Delivery {
  /** Names this process's channel. */
  readonly id = randomBytes(8).toString('hex');
  readonly #connection: QueueConnection;
  readonly #adder: Adder;
  readonly #watches = new Map<string, Set<DeliveryWatch>>();
  #subscriber: RedisClient | null = null;
  #subscribed: Promise<void> | null = null;
  #closed = false;

  constructor(connection: QueueConnection, adder: Adder) {
    this.#connection = connection;
    this.#adder = adder;
  }

  /**
   * Submits a job and watches it in one atomic step. Events reach `listener` in order and never before the returned
   * promise has resolved. A duplicate is watched from its beginning, or from `from`.
   */
  async submit(
    job: NewJob,
    listener: DeliveryListener,
    extra: { idempotency?: Idempotency; from?: WatchFrom } = {},
  ): Promise<AddResult & { watch: Watch }> {
    const prepared = prepare(job.type, job.payload, job, this.id, extra.idempotency);
    await this.#subscribe();
    const watch = this.#open(prepared.id, {}, listener);
    let result: AddResult;
    try {
      result = await this.#adder.add(prepared);
    } catch (error) {
      watch.close();
      throw error;
    }
    if (result.duplicate) {
      watch.close();
      const existing = await this.watch(
        result.id,
        { ...extra.from, ...(job.clientId && { owner: job.clientId }) },
        listener,
      );
      return { ...result, watch: existing };
    }
    setImmediate(() => this.#release(watch));
    return { ...result, watch };
  }

  /**
   * Watches a job: first what it holds after (attempt, afterSeq), then what happens. JOB_NOT_FOUND when there is no such
   * job or `owner` is not its owner.
   */
  async watch(
    jobId: string,
    from: WatchFrom & { owner?: string },
    listener: DeliveryListener,
  ): Promise<Watch> {
    await this.#subscribe();
    const watch = this.#open(jobId, from, listener);
    try {
      const snapshot = await this.#snapshot(watch);
      if (!snapshot || (from.owner !== undefined && parseOptions(snapshot[2]).o !== from.owner)) {
        throw new SignalboxError('JOB_NOT_FOUND');
      }
      setImmediate(() => void this.#replay(watch, snapshot));
      return watch;
    } catch (error) {
      watch.close();
      throw error;
    }
  }

  /** How many watches are open. */
  get size(): number {
    let n = 0;
    for (const set of this.#watches.values()) n += set.size;
    return n;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const set of [...this.#watches.values()]) for (const watch of [...set]) watch.close();
    if (this.#subscriber) await closeRedis(this.#subscriber);
  }

  #open(jobId: string, from: WatchFrom, listener: DeliveryListener): DeliveryWatch {
    const start = { attempt: from.attempt ?? (from.afterSeq ? 1 : 0), seq: from.afterSeq ?? 0 };
    const watch = new DeliveryWatch(jobId, start, listener, (ended) => this.#forget(ended));
    const set = this.#watches.get(jobId);
    if (set) set.add(watch);
    else this.#watches.set(jobId, new Set([watch]));
    return watch;
  }

  #forget(watch: DeliveryWatch): void {
    const set = this.#watches.get(watch.jobId);
    set?.delete(watch);
    if (set?.size === 0) this.#watches.delete(watch.jobId);
  }

  #receive(message: DeliveryMessage): void {
    const set = this.#watches.get(message.jobId);
    if (!set) return;
    for (const watch of [...set]) {
      if (watch.held) watch.held.push(message);
      else if (!watch.take(message)) this.#resync(watch, message);
    }
  }

  #release(watch: DeliveryWatch): void {
    const held = watch.held ?? [];
    watch.held = null;
    for (let i = 0; i < held.length; i++) {
      const message = held[i] as DeliveryMessage;
      if (watch.take(message)) continue;
      this.#resync(watch, ...held.slice(i));
      return;
    }
  }

  // Chunks are missing: read the stream, keeping back what arrives meanwhile.
  #resync(watch: DeliveryWatch, ...messages: DeliveryMessage[]): void {
    watch.held = messages;
    void this.#catchUp(watch);
  }

  async #catchUp(watch: DeliveryWatch): Promise<void> {
    try {
      const snapshot = await this.#snapshot(watch);
      if (snapshot) await this.#replay(watch, snapshot);
      else watch.fail(new SignalboxError('JOB_NOT_FOUND', 'The job is finished and was removed'));
    } catch (error) {
      watch.fail(toSignalboxError(error));
    }
  }

  async #replay(watch: DeliveryWatch, first: Snapshot): Promise<void> {
    try {
      let snapshot: Snapshot | null = first;
      while (snapshot && !watch.closed && watch.catchUp(snapshot, pageSize))
        snapshot = await this.#snapshot(watch);
      if (!watch.closed) this.#release(watch);
    } catch (error) {
      watch.fail(toSignalboxError(error));
    }
  }

  async #snapshot(watch: DeliveryWatch): Promise<Snapshot | null> {
    const args = [watch.jobId, this.id, watch.attempt, watch.seq, pageSize];
    return (await this.#connection.run('watch', args)) as Snapshot | null;
  }

  #subscribe(): Promise<void> {
    if (this.#closed) return Promise.reject(new SignalboxError('DRAINING', 'This queue was closed'));
    this.#subscribed ??= this.#connect().catch((error: unknown) => {
      this.#subscribed = null;
      throw toSignalboxError(error);
    });
    return this.#subscribed;
  }

  async #connect(): Promise<void> {
    const channel = this.#connection.keys.gateway(this.id);
    if (!this.#subscriber) {
      this.#subscriber = connectSubscriber(this.#connection.target, {
        name: `signalbox:delivery:${this.id}`,
      });
      const receive = (_channel: string, text: string) => this.#receive(parseMessage(text));
      this.#subscriber.on('message', receive);
      this.#subscriber.on('smessage', receive);
    }
    const subscriber = this.#subscriber;
    await whenReady(subscriber, 5000);
    if (subscriber.isCluster) await (subscriber as Cluster).ssubscribe(channel);
    else await subscriber.subscribe(channel);
    // What was published while the connection was away is read from the streams.
    subscriber.on('ready', () => {
      for (const set of this.#watches.values()) {
        for (const watch of set) if (!watch.held) this.#resync(watch);
      }
    });
  }
}
