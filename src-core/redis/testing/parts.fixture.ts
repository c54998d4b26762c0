import { readFile } from 'node:fs/promises';
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

/** Runs `attempt` until it succeeds, for as long as `withinMs`: traffic after an outage. */
export async function eventually<T>(attempt: () => Promise<T>, withinMs: number): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

/** Resolves when the process of `pid` has ended; one that its parent has not yet collected counts. */
export async function gone(pid: number, withinMs: number): Promise<void> {
  await eventually(async () => {
    if (await runs(pid)) throw new Error(`Process ${pid} is still there`);
  }, withinMs);
}

async function runs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(stat);
}
