import { once } from 'node:events';
import { connect } from 'node:net';
import { closeRedis } from '../close';
import type { RedisClient } from '../connect';
import { type RedisTarget, parseRedisTarget } from '../target';

/** What a test started and has to give back when it ends, the latest first. */
export class Parts {
  private readonly cleanups: Array<() => Promise<unknown>> = [];

  /** Closes `client` at the end. */
  open<T extends RedisClient>(client: T): T {
    this.cleanups.push(() => closeRedis(client));
    return client;
  }

  /** Stops at the end what is being started. */
  async started<T extends { stop(): Promise<unknown> }>(part: Promise<T>): Promise<T> {
    const one = await part;
    this.cleanups.push(() => one.stop());
    return one;
  }

  /** Runs `cleanup` at the end. */
  later(cleanup: () => Promise<unknown>): void {
    this.cleanups.push(cleanup);
  }

  readonly end = async (): Promise<void> => {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  };
}

/** The target of a server on the loopback. */
export function at(port: number): RedisTarget {
  return parseRedisTarget({ url: `redis://127.0.0.1:${port}` });
}

/** Resolves with the next event of a client; unlike `once` of node:events, its errors meanwhile do not matter. */
export function next(client: RedisClient, event: string): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));
}

/**
 * Connects to the server on `port`. The answer resolves when that server has ended, which closes the connection,
 * whoever its parent is.
 */
export async function followEnd(port: number): Promise<{ ended: Promise<void> }> {
  const link = connect(port, '127.0.0.1');
  await once(link, 'connect');
  link.on('error', () => {});
  link.resume();
  return { ended: new Promise((resolve) => link.once('close', () => resolve())) };
}
