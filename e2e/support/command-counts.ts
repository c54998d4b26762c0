import { Redis } from 'ioredis';
import { untilAfter } from './command-feed';

/** How often each command ran, calls inside scripts included. */
export type CommandCounts = Map<string, number>;

/** Reads a server's command counts over a connection of its own, whose readings it leaves out. */
export class CommandCounter {
  readonly #redis: Redis;
  readonly #port: number;

  constructor({ url, port }: { url: string; port: number }) {
    this.#redis = new Redis(url, { enableReadyCheck: false });
    this.#port = port;
  }

  /**
   * What ran in `ms` in which nothing happened. Once, within two minutes of the last job, the leader adds up the parts
   * of that minute's statistics: a window with that work is followed by another, which then counts.
   */
  async whileIdle(ms: number): Promise<CommandCounts> {
    const counts = await this.#during(ms);
    return counts.has('hgetall') ? await this.#during(ms) : counts;
  }

  async #during(ms: number): Promise<CommandCounts> {
    const before = await this.#read();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const after = await this.#read();
    for (const [name, calls] of before) after.set(name, (after.get(name) ?? 0) - calls);
    return new Map([...after].filter(([, calls]) => calls > 0));
  }

  /** Resolves when one gateway does the queue's maintenance and sleeps: from then on only timers cause commands. */
  async whenGatewayLeads(): Promise<void> {
    const fellAsleep = ([name, key]: string[]) =>
      name === 'bzpopmin' && key?.endsWith(':wake:leader') === true;
    await untilAfter(this.#port, fellAsleep, async () => {
      const clients = (await this.#redis.client('LIST')) as string;
      const leaders = clients.split('\n').filter((line) => line.includes(' name=signalbox:maintenance '));
      return leaders.length === 1 && leaders.every((line) => line.includes(' cmd=bzpopmin '));
    });
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #read(): Promise<CommandCounts> {
    const info = await this.#redis.info('commandstats');
    const counts = new Map<string, number>();
    for (const [, name = '', calls] of info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
      if (name !== 'info') counts.set(name, Number(calls));
    }
    return counts;
  }
}

/**
 * How far two idle windows of one length may lie apart: a whole round of the leader's maintenance, which is 14 commands
 * once a minute, and one more each of its renewals, health checks and pings.
 */
export const timerSlack = 20;

/** All commands of a count. */
export function totalOf(counts: CommandCounts): number {
  return [...counts.values()].reduce((sum, calls) => sum + calls, 0);
}
