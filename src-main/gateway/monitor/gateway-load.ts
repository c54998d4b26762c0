import type { GatewayLoad } from '../../../src-core/protocol/statistics';

/** How often the event loop is looked at, in ms: a shorter stop is not seen. */
const lookMs = 20;

/** Measures what the gateway process does, while it is started. */
export class GatewayLoadMeter {
  #timer: NodeJS.Timeout | null = null;
  #lookedAt = 0;
  #longest = 0;

  constructor(private readonly open: () => { sockets: number; streams: number }) {}

  start(): void {
    this.#lookedAt = performance.now();
    this.#longest = 0;
    // Not `monitorEventLoopDelay`: after each reset it overlooks the first stop.
    this.#timer = setInterval(() => this.#look(), lookMs).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** The load now; the lag is the longest since the last reading. */
  read(): GatewayLoad {
    this.#look();
    const eventLoopLagMs = Math.round(this.#longest * 10) / 10;
    this.#longest = 0;
    return { ...this.open(), eventLoopLagMs, memoryBytes: process.memoryUsage.rss() };
  }

  #look(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#lookedAt - lookMs);
    this.#lookedAt = now;
  }
}
