import type { Monitor } from '../../src-core/queue/monitor';
import { within } from './deadline';

export type Summary = Awaited<ReturnType<Monitor['summary']>>;

/** The queues' numbers, read from Redis at most once in `freshMs` however many ask. */
export class StatsCache {
  #last: { at: number; summary: Summary } | null = null;
  #reading: Promise<Summary> | null = null;

  constructor(
    private readonly monitor: Pick<Monitor, 'summary'>,
    private readonly freshMs = 1000,
    private readonly timeoutMs = 2000,
  ) {}

  /** Numbers at most `maxAgeMs` old. Throws REDIS_UNAVAILABLE when they cannot be had in time. */
  fresh(maxAgeMs = this.freshMs): Promise<Summary> {
    if (this.#last && performance.now() - this.#last.at < maxAgeMs)
      return Promise.resolve(this.#last.summary);
    this.#reading ??= within(this.monitor.summary(), this.timeoutMs)
      .then((summary) => {
        this.#last = { at: performance.now(), summary };
        return summary;
      })
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  /** The numbers read last, however old; null before the first. */
  get last(): Summary | null {
    return this.#last?.summary ?? null;
  }
}
