import { randomBytes } from 'node:crypto';
import { closeRedis } from '../redis/close';
import { connectBlocking, type RedisClient } from '../redis/connect';
import type { QueueConnection } from './connection';
import { removeStaleWorkers } from './presence';

export interface MaintainerOptions {
  /** How long the lead holds without renewal while nothing runs or waits, in ms. Default 12,500. */
  lockMs?: number;
  /** The same while jobs run or wait. Default 2000. */
  busyLockMs?: number;
  /** Longest sleep of an idle leader, in ms. */
  longestSleepMs?: number;
  /** How often a process that does not lead looks whether anyone does, in ms; 0 = only when told. */
  checkMs?: number;
}

const batchSize = 200;
const presenceSweepMs = 600_000;

/**
 * Takes part in the election of the queue's maintenance leader and does the work while leading: promotes, takes back
 * lost jobs, expires, and removes what retention no longer keeps.
 */
export class Maintainer {
  readonly #connection: QueueConnection;
  readonly #token = randomBytes(8).toString('hex');
  readonly #lockMs: number;
  readonly #busyLockMs: number;
  readonly #longestSleepMs: number;
  readonly #checkMs: number;
  #state: 'idle' | 'running' | 'stopped' = 'idle';
  #leading: Promise<void> | null = null;
  #blocking: RedisClient | null = null;
  #check: NodeJS.Timeout | null = null;
  #lastPresenceSweep = 0;
  #lookAgain: NodeJS.Timeout | null = null;
  #renewal: NodeJS.Timeout | null = null;
  #renewalMs: number | null = null;

  constructor(connection: QueueConnection, options: MaintainerOptions = {}) {
    this.#connection = connection;
    this.#lockMs = options.lockMs ?? 12_500;
    this.#busyLockMs = options.busyLockMs ?? 2000;
    this.#longestSleepMs = options.longestSleepMs ?? 60_000;
    this.#checkMs = options.checkMs ?? 30_000;
  }

  get leads(): boolean {
    return this.#leading !== null;
  }

  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.campaign();
    if (this.#checkMs > 0) {
      this.#check = setInterval(() => this.campaign(), this.#checkMs);
      this.#check.unref();
    }
    this.#connection.client.on('ready', this.#onReady);
  }

  /** Tries to take the lead; nothing happens while another leads. */
  campaign(): void {
    if (this.#state !== 'running' || this.#leading) return;
    this.#leading = this.#lead().finally(() => {
      this.#leading = null;
    });
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    if (this.#check) clearInterval(this.#check);
    if (this.#lookAgain) clearTimeout(this.#lookAgain);
    this.#connection.client.off('ready', this.#onReady);
    if (this.#blocking) await closeRedis(this.#blocking);
    await this.#leading;
    await this.#resign();
  }

  readonly #onReady = () => this.campaign();

  // Leads for as long as the lock is ours and Redis answers. A failure ends the lead; a check or reconnect starts anew.
  async #lead(): Promise<void> {
    if (await this.#another()) return;
    try {
      while (this.#state === 'running') {
        const [mine, sleepMs, lockMs] = await this.#tick();
        if (!mine) return;
        this.#renewEvery(lockMs * 0.4);
        await this.#sleep(sleepMs);
      }
    } catch {
      // Redis is away or the connection was closed by stop().
    } finally {
      this.#renewEvery(null);
      const blocking = this.#blocking;
      this.#blocking = null;
      if (blocking) await closeRedis(blocking);
    }
  }

  #renewEvery(ms: number | null): void {
    if (ms === this.#renewalMs) return;
    this.#renewalMs = ms;
    if (this.#renewal) clearInterval(this.#renewal);
    this.#renewal = ms === null ? null : setInterval(() => void this.#renew((ms / 0.4) | 0), ms);
  }

  // The first look at a leader may be at one that has just died: look again when its lock has ended.
  async #another(): Promise<boolean> {
    const { client, keys } = this.#connection;
    const leader = await this.#connection.guard(() => client.get(keys.leader)).catch(() => 'unknown ');
    if (leader === null || leader.startsWith(`${this.#token} `)) return false;
    if (!this.#lookAgain && this.#state === 'running') {
      const endsInMs = await this.#connection.guard(() => client.pttl(keys.leader)).catch(() => this.#lockMs);
      this.#lookAgain = setTimeout(() => this.campaign(), Math.max(0, endsInMs) + 20 + Math.random() * 100);
    }
    return true;
  }

  async #tick(): Promise<[mine: boolean, sleepMs: number, lockMs: number]> {
    const args = [this.#token, this.#lockMs, this.#longestSleepMs, batchSize, this.#busyLockMs];
    const [mine, sleepMs, lockMs] = (await this.#connection.run('tick', args)) as [number, number, number];
    if (mine === 1 && Date.now() - this.#lastPresenceSweep > presenceSweepMs) {
      this.#lastPresenceSweep = Date.now();
      await removeStaleWorkers(this.#connection);
    }
    return [mine === 1, sleepMs, lockMs];
  }

  async #renew(lockMs: number): Promise<void> {
    const { client, keys } = this.#connection;
    await this.#connection.guard(() => client.getex(keys.leader, 'PX', lockMs)).catch(() => undefined);
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#state !== 'running') return;
    this.#blocking ??= connectBlocking(this.#connection.target, {
      name: 'signalbox:maintenance',
      blockMs: this.#longestSleepMs,
    });
    await this.#blocking.bzpopmin(this.#connection.keys.wakeLeader, Math.max(0.001, ms / 1000));
  }

  async #resign(): Promise<void> {
    const { client, keys } = this.#connection;
    const leader = await client.get(keys.leader).catch(() => null);
    if (leader?.startsWith(`${this.#token} `)) await client.unlink(keys.leader).catch(() => undefined);
  }
}
