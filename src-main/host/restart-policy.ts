/** How soon, and how often, a worker that ends by itself is started again. All in ms unless said. */
export interface RestartTimings {
  /** Delay after the first exit; doubles with each further one. */
  backoffMinMs: number;
  backoffMaxMs: number;
  /** Once ready for this long, earlier exits are forgotten. */
  stableMs: number;
  /** This many exits within `loopWindowMs` are a crash loop. */
  loopExits: number;
  loopWindowMs: number;
  /** Delay between the attempts of a crash loop. */
  loopRetryMs: number;
}

export const defaultRestartTimings: RestartTimings = {
  backoffMinMs: 250,
  backoffMaxMs: 10_000,
  stableMs: 30_000,
  loopExits: 5,
  loopWindowMs: 30_000,
  loopRetryMs: 60_000,
};

export interface RestartDecision {
  state: 'backoff' | 'crash-loop';
  delayMs: number;
}

/** Decides what follows an exit. Starting something again and again that cannot run helps nobody: it is then tried slowly. */
export class RestartPolicy {
  private readonly timings: RestartTimings;
  private exits: number[] = [];
  private exitsInARow = 0;
  private looping = false;

  constructor(timings: RestartTimings) {
    this.timings = timings;
  }

  /** @param at when the process ended, epoch milliseconds */
  exited(at: number): RestartDecision {
    const { backoffMinMs, backoffMaxMs, loopExits, loopWindowMs, loopRetryMs } = this.timings;
    this.exits = [...this.exits.filter((earlier) => at - earlier < loopWindowMs), at];
    this.exitsInARow += 1;
    if (this.exits.length >= loopExits) this.looping = true;
    if (this.looping) return { state: 'crash-loop', delayMs: loopRetryMs };
    return { state: 'backoff', delayMs: Math.min(backoffMaxMs, backoffMinMs * 2 ** (this.exitsInARow - 1)) };
  }

  /** The process has stayed up long enough to be trusted again. */
  stable(): void {
    this.exits = [];
    this.exitsInARow = 0;
    this.looping = false;
  }
}
