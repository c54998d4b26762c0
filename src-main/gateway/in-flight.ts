import type { FastifyInstance } from 'fastify';
import { whenClosed } from './when-closed';

/** Time requests have to write their last words after they were ended, in ms. */
const lastWordsMs = 500;

/** Counts the HTTP requests under way, so that a stop can wait for them. */
export class InFlight {
  #count = 0;
  #whenNone: (() => void) | null = null;

  constructor(app: FastifyInstance) {
    app.server.on('request', (_request, response) => {
      this.#count += 1;
      whenClosed(response, () => {
        this.#count -= 1;
        if (this.#count === 0) this.#whenNone?.();
      });
    });
  }

  /** Waits for the requests under way; after `timeoutMs` calls `endAll` and waits a moment more. */
  async drain(timeoutMs: number, endAll: () => void): Promise<void> {
    if (await this.#none(timeoutMs)) return;
    endAll();
    await this.#none(lastWordsMs);
  }

  #none(timeoutMs: number): Promise<boolean> {
    if (this.#count === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#whenNone = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
