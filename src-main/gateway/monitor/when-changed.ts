/** What has not changed is told again after this long, in ms, for a reader that had to do without it. */
const againMs = 5000;

/** Tells whether data differs from what it was the last time, or was not told for a while. */
export class WhenChanged {
  #last = '';
  #toldAt = 0;

  reset(): void {
    this.#last = '';
  }

  /** True when `data` is to be told. */
  take(data: unknown): boolean {
    const text = JSON.stringify(data);
    const now = performance.now();
    if (text === this.#last && now - this.#toldAt < againMs) return false;
    this.#last = text;
    this.#toldAt = now;
    return true;
  }
}
