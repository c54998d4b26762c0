import type { SignalboxError } from '../protocol/errors';

/** The first registration, or why there is none. */
export class Start {
  readonly done: Promise<void>;
  #over = false;
  #resolve: () => void = () => undefined;
  #reject: (error: SignalboxError) => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever calls start() hears of it; a rejection nobody asked for must not end the process.
    this.done.catch(() => undefined);
  }

  /** False when it had ended before. */
  end(error: SignalboxError | null): boolean {
    if (this.#over) return false;
    this.#over = true;
    if (error) this.#reject(error);
    else this.#resolve();
    return true;
  }
}
