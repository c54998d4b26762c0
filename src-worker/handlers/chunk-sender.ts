import type { JobContext } from './handler';

/** Chunks on their way at once. Enough for the runtime to batch, few enough to hold back a fast model. */
const maxInFlight = 32;

/**
 * Sends a job's chunks in order without waiting for each, so that those made while one append is
 * under way travel together. A failed append is thrown by the next `send` or by `flush`.
 */
export class ChunkSender {
  private readonly context: JobContext;
  private readonly inFlight = new Set<Promise<void>>();
  private failure: { error: unknown } | null = null;

  constructor(context: JobContext) {
    this.context = context;
  }

  /** Resolves when there is room for the next chunk, not when this one has arrived. */
  async send(data: unknown): Promise<void> {
    this.throwFailure();
    const sent: Promise<void> = this.context
      .chunk(data)
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => {
        this.inFlight.delete(sent);
      });
    this.inFlight.add(sent);
    if (this.inFlight.size >= maxInFlight) await Promise.race(this.inFlight);
    this.throwFailure();
  }

  /** Resolves when every chunk sent so far is stored. */
  async flush(): Promise<void> {
    await Promise.all(this.inFlight);
    this.throwFailure();
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}
