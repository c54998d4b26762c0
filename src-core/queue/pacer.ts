/** What may be saved up while nothing is done, in ms of the rate: a late slice must not become a burst. */
const savedUpMs = 100;
/** Slices of a fast act are at least this far apart, in ms, so that each is worth its call. */
const shortestWaitMs = 20;

/** Says how many jobs may be acted on at a time so that a rate is kept. Times are ms of any steady clock. */
export class Pacer {
  readonly #rate: number | null;
  readonly #most: number;
  #saved: number;
  #at: number;

  /** `rate`: jobs a second; null = no limit. The first job may go at once. */
  constructor(rate: number | null, now: number) {
    this.#rate = rate;
    this.#most = rate === null ? 0 : Math.max(1, (rate * savedUpMs) / 1000);
    this.#saved = 1;
    this.#at = now;
  }

  /** Jobs that may be acted on now. */
  allowed(now: number): number {
    if (this.#rate === null) return Number.POSITIVE_INFINITY;
    this.#saved = Math.min(this.#most, this.#saved + ((now - this.#at) * this.#rate) / 1000);
    this.#at = now;
    return Math.floor(this.#saved + 1e-9);
  }

  spend(jobs: number): void {
    this.#saved -= jobs;
  }

  /** Milliseconds until it is worth asking again. */
  waitMs(): number {
    if (this.#rate === null) return 0;
    return Math.max(shortestWaitMs, Math.ceil(((1 - this.#saved) * 1000) / this.#rate));
  }
}
