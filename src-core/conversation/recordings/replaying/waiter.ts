/** Why a replay does not go on. */
export class Stopped extends Error {}

const longestTimer = 2 ** 31 - 1;

/** Waits for what is told by `changed`, each time until a deadline, until a signal ends it all. */
export class Waiter {
  readonly #checks = new Set<() => void>();
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Something has happened. */
  changed(): void {
    for (const check of [...this.#checks]) check();
  }

  /** True when `done` is, false when it was not for so long. Rejects with Stopped by the signal. */
  until(done: () => boolean, ms: number): Promise<boolean> {
    return this.#wait(done, ms, this.#signal);
  }

  /** Rejects with Stopped by the signal. */
  async pause(ms: number): Promise<void> {
    if (ms > 0) await this.until(() => false, ms);
  }

  /** As `until`; no signal ends it. */
  end(done: () => boolean, ms: number): Promise<boolean> {
    return this.#wait(done, ms, undefined);
  }

  #wait(done: () => boolean, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#checks.delete(check);
        signal?.removeEventListener('abort', check);
        settle();
      };
      const check = () => {
        if (signal?.aborted) finish(() => reject(new Stopped('it was stopped')));
        else if (done()) finish(() => resolve(true));
      };
      const timer = setTimeout(() => finish(() => resolve(false)), Math.min(ms, longestTimer));
      this.#checks.add(check);
      signal?.addEventListener('abort', check);
      check();
    });
  }
}
