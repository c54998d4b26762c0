/** Does a piece of work at once and then again and again, `ms` from start to start, never twice at a time. */
export class Repeat {
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();
  /** Another one with every start and stop. */
  #run = 0;

  /** `work` must not reject. */
  constructor(
    private readonly ms: number,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    this.#run += 1;
    this.#turn(this.#run);
  }

  /** Resolves when the work under way is over. */
  stop(): Promise<void> {
    this.#run += 1;
    if (this.#timer) clearTimeout(this.#timer);
    return this.#working;
  }

  #turn(run: number): void {
    this.#working = this.#working.then(async () => {
      if (run !== this.#run) return;
      const began = performance.now();
      await this.work();
      if (run !== this.#run) return;
      const left = Math.max(0, this.ms - (performance.now() - began));
      this.#timer = setTimeout(() => this.#turn(run), left).unref();
    });
  }
}
