import { SignalboxError } from '../protocol/errors';

/** What iterating does when a later attempt starts over after chunks were read. */
export type OnReset = 'throw' | 'restart';

/** Chunks between the socket and one reader. Those not read yet are kept. */
export class ChunkQueue implements AsyncIterable<unknown> {
  #unread: unknown[] = [];
  #wake: () => void = () => undefined;
  #over = false;
  #error: SignalboxError | null = null;
  #wasRead = false;

  constructor(private readonly onReset: OnReset) {}

  push(data: unknown): void {
    if (this.#over) return;
    this.#unread.push(data);
    this.#wake();
  }

  /** A new attempt starts over. What was not read is dropped; what was read cannot be taken back. */
  reset(): void {
    this.#unread = [];
    if (this.onReset === 'throw' && this.#wasRead) this.end(new SignalboxError('ATTEMPT_LOST'));
  }

  /** No more will come; a reader gets what is left, then `error` if there is one. */
  end(error: SignalboxError | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, void> {
    for (;;) {
      while (this.#unread.length > 0) {
        const batch = this.#unread;
        this.#unread = [];
        for (let index = 0; index < batch.length; index += 1) {
          this.#wasRead = true;
          yield batch[index];
          if (this.#error?.code === 'ATTEMPT_LOST') throw this.#error;
        }
      }
      if (this.#error) throw this.#error;
      if (this.#over) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
