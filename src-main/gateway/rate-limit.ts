/** Allows `perSecond` for long and `burst` at once. Times are milliseconds of any steady clock. */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    readonly perSecond: number,
    readonly burst: number,
    now: number,
  ) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes one token; false when there is none. */
  take(now: number): boolean {
    if (now > this.#at) {
      this.#tokens = Math.min(this.burst, this.#tokens + ((now - this.#at) * this.perSecond) / 1000);
      this.#at = now;
    }
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until the next token, at least 1. */
  waitMs(): number {
    return Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.perSecond));
  }

  /** True when it is full again: nothing is lost by forgetting it. */
  isFull(now: number): boolean {
    return this.#tokens + ((now - this.#at) * this.perSecond) / 1000 >= this.burst;
  }
}

/** What addresses are counted by: IPv4 alone, IPv6 by its first 64 bits, of which one customer has all the rest. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = ''] = address.split('::', 1);
  return `${head.split(':').slice(0, 4).join(':')}::/64`;
}

/** One bucket a key. Full buckets are forgotten now and then, so that memory follows who is active. */
export class KeyedRateLimit {
  readonly #buckets = new Map<string, TokenBucket>();
  #nextSweep = 1024;

  constructor(
    readonly perSecond: number,
    readonly burst: number,
  ) {}

  /** null when `key` may go on, else how long to wait in ms. */
  take(key: string, now: number): number | null {
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      if (this.#buckets.size >= this.#nextSweep) this.#sweep(now);
      bucket = new TokenBucket(this.perSecond, this.burst, now);
      this.#buckets.set(key, bucket);
    }
    return bucket.take(now) ? null : bucket.waitMs();
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key);
    this.#nextSweep = Math.max(1024, this.#buckets.size * 2);
  }
}
