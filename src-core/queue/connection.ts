import { setTimeout } from 'node:timers/promises';
import { SignalboxError } from '../protocol/errors';
import { type Breaker, createBreaker } from '../redis/breaker';
import { closeRedis } from '../redis/close';
import { connectCommands, type RedisClient, whenReady } from '../redis/connect';
import { toSignalboxError } from '../redis/redis-errors';
import { parseRedisTarget, type RedisTarget } from '../redis/target';
import { type QueueKeys, queueKeys } from './keys';
import { type ScriptArgument, type ScriptName, Scripts } from './scripts';
import { Session } from './session';

/** Where Redis is: a URL or a parsed target. */
export type RedisInput = string | RedisTarget;

export interface ConnectionSettings {
  redis: RedisInput;
  /** Shown by CLIENT LIST. */
  clientName?: string;
  /** A command that takes longer fails with REDIS_UNAVAILABLE. Default 5000. */
  commandTimeoutMs?: number;
  /** How long a call waits for the first connection. Default 5000. */
  connectWaitMs?: number;
}

export function redisTarget(input: RedisInput): RedisTarget {
  return typeof input === 'string' ? parseRedisTarget({ url: input }) : input;
}

/** The command connection of one queue in one process: scripts, errors of the catalogue, and the circuit breaker. */
export class QueueConnection {
  readonly target: RedisTarget;
  readonly keys: QueueKeys;
  readonly client: RedisClient;
  readonly scripts: Scripts;
  readonly session: Session;
  readonly #breaker: Breaker;
  readonly #connectWaitMs: number;
  #wasReady = false;
  #waiting: Promise<void> | null = null;
  #closed = false;

  constructor(
    readonly queue: string,
    settings: ConnectionSettings,
  ) {
    this.target = redisTarget(settings.redis);
    this.keys = queueKeys(queue);
    this.#connectWaitMs = settings.connectWaitMs ?? 5000;
    this.client = connectCommands(this.target, {
      name: settings.clientName ?? `signalbox:${queue}`,
      commandTimeoutMs: settings.commandTimeoutMs ?? 5000,
    });
    this.scripts = new Scripts(this.client, this.keys.prefix);
    this.session = new Session(() => this.scripts);
    this.#breaker = createBreaker({ threshold: 5, halfOpenAfterMs: 1000, probe: () => this.client.ping() });
  }

  /** Runs one script; failures become SignalboxErrors. */
  run(name: ScriptName, args: ScriptArgument[]): Promise<unknown> {
    return this.guard(() => this.scripts.run(name, args));
  }

  /** Runs a script whose resend is answered like the first (see Session). */
  runOnce(name: ScriptName, args: ScriptArgument[]): Promise<unknown> {
    return this.guard(this.session.request(name, args));
  }

  /** Sends one numbered request again and again, with backoff, until Redis answers it or `giveUp` says stop. */
  insist(
    name: ScriptName,
    args: ScriptArgument[],
    giveUp: () => boolean,
    session = this.session,
  ): Promise<unknown> {
    return this.insistOn(session.request(name, args), giveUp);
  }

  /** Repeats work that is safe to repeat while Redis is away. Other errors are thrown at once. */
  async insistOn<T>(work: () => Promise<T>, giveUp: () => boolean): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.guard(work);
      } catch (error) {
        const passing = error instanceof SignalboxError && error.code === 'REDIS_UNAVAILABLE';
        if (!passing || giveUp()) throw error;
        await setTimeout(Math.min(2000, 50 * 2 ** tries) * (0.5 + Math.random() / 2));
      }
    }
  }

  /** Runs any Redis work behind the breaker. Rejects with a SignalboxError. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new SignalboxError('DRAINING', 'This queue was closed');
    return await this.#breaker.run(async () => {
      if (this.client.status !== 'ready') await this.#waitUntilReady();
      return await work();
    });
  }

  /** Resolves when Redis answers; rejects with REDIS_UNAVAILABLE after `timeoutMs`. */
  async ready(timeoutMs = this.#connectWaitMs): Promise<void> {
    try {
      await whenReady(this.client, timeoutMs);
      this.#wasReady = true;
    } catch (error) {
      throw toSignalboxError(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await closeRedis(this.client);
  }

  // A first connection may take a moment; a lost one must not hold callers up. All who wait share one wait.
  #waitUntilReady(): Promise<void> {
    this.#waiting ??= whenReady(this.client, this.#wasReady ? 500 : this.#connectWaitMs)
      .then(() => {
        this.#wasReady = true;
      })
      .finally(() => {
        this.#waiting = null;
      });
    return this.#waiting;
  }
}
