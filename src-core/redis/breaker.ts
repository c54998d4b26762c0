import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { SignalboxError } from '../protocol/errors';
import { isOutage, toSignalboxError } from './redis-errors';

/** How long a caller of an open breaker waits for the probe: a Redis that is back answers well within. */
const PROBE_PATIENCE_MS = 50;

/** `closed`: calls pass. `open`: they fail at once. `testing`: Redis is being probed; they fail at once too. */
export type BreakerState = 'closed' | 'open' | 'testing';

/** Settings of `createBreaker`. */
export interface BreakerOptions {
  /** Outages in a row that open it. Default 5. */
  threshold?: number;
  /** An open breaker tries Redis again after this long, when called. Default 1000. */
  halfOpenAfterMs?: number;
  /**
   * Asks Redis for a sign of life. With it an open breaker never makes a caller the guinea pig, who would wait out a
   * full timeout against a hung server.
   */
  probe?: () => Promise<unknown>;
}

/** Keeps callers from waiting for a Redis that is away. */
export class Breaker {
  private readonly policy: CircuitBreakerPolicy;
  private openedAt = 0;

  constructor(
    private readonly options: Required<Pick<BreakerOptions, 'threshold' | 'halfOpenAfterMs'>> &
      BreakerOptions,
  ) {
    this.policy = circuitBreaker(handleWhen(isOutage), {
      breaker: new ConsecutiveBreaker(options.threshold),
      halfOpenAfter: options.halfOpenAfterMs,
    });
    this.policy.onBreak(() => {
      this.openedAt = Date.now();
    });
  }

  get state(): BreakerState {
    if (this.policy.state === CircuitState.Closed) return 'closed';
    return this.policy.state === CircuitState.HalfOpen ? 'testing' : 'open';
  }

  /** Calls `listener` at each change of state; returns what takes it off again. */
  onChange(listener: (state: BreakerState) => void): () => void {
    const subscription = this.policy.onStateChange(() => listener(this.state));
    return () => subscription.dispose();
  }

  /**
   * Runs `call`, unless the breaker is open: then it rejects at once (within 100 ms) with REDIS_UNAVAILABLE. Rejects
   * only with a `SignalboxError`. Wrap one batch, not each of its commands.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.policy.state !== CircuitState.Closed) {
      // No await before `execute`: of several callers in one tick only the first may become the test.
      if (this.policy.state !== CircuitState.Open || this.remainingMs() > 0) throw this.refusal();
      if (this.options.probe) await this.prove(this.options.probe);
    }
    try {
      return await this.policy.execute(call);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.refusal() : toSignalboxError(error);
    }
  }

  /** Asks Redis for a sign of life; throws unless it comes soon. */
  private async prove(probe: () => Promise<unknown>): Promise<void> {
    const answer = this.policy.execute(probe).then(
      () => {},
      () => {},
    );
    await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, PROBE_PATIENCE_MS))]);
    if (this.state !== 'closed') throw this.refusal();
  }

  private remainingMs(): number {
    return Math.max(0, this.openedAt + this.options.halfOpenAfterMs - Date.now());
  }

  private refusal(): SignalboxError {
    const retryAfterMs = Math.max(this.remainingMs(), 100);
    return new SignalboxError('REDIS_UNAVAILABLE', undefined, { retryAfterMs });
  }
}

/** A breaker round a Redis connection. It has no timers of its own: it acts when called. */
export function createBreaker(options: BreakerOptions = {}): Breaker {
  return new Breaker({
    ...options,
    threshold: options.threshold ?? 5,
    halfOpenAfterMs: options.halfOpenAfterMs ?? 1000,
  });
}
