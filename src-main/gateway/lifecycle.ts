/**
 * One start/stop contract for a long-lived part: starting twice, stopping before the start,
 * stopping twice and stopping while it starts are all safe; after a stop it may start again.
 */
export class Lifecycle<Running> {
  #starting: Promise<Running> | null = null;
  #stopping: Promise<void> | null = null;

  /** `open` makes the running part; `close` ends it within `timeoutMs`. */
  constructor(
    private readonly open: () => Promise<Running>,
    private readonly close: (running: Running, timeoutMs: number) => Promise<void>,
  ) {}

  /** Starts, or answers as the start under way does. A failed start may be tried again. */
  start(): Promise<Running> {
    if (this.#starting) return this.#starting;
    const starting = (this.#stopping ?? Promise.resolve()).then(() => this.open());
    this.#starting = starting;
    starting.catch(() => {
      if (this.#starting === starting) this.#starting = null;
    });
    return starting;
  }

  /** Ends what runs or is starting; resolves when it is over. */
  stop(timeoutMs: number): Promise<void> {
    if (!this.#starting) return this.#stopping ?? Promise.resolve();
    const starting = this.#starting;
    this.#starting = null;
    const stopping = starting
      .then(
        (running) => this.close(running, timeoutMs),
        // A start that failed left nothing to close, and told its own caller.
        () => undefined,
      )
      .finally(() => {
        if (this.#stopping === stopping) this.#stopping = null;
      });
    this.#stopping = stopping;
    return stopping;
  }
}
