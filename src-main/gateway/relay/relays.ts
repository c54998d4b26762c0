import type { WebSocket } from 'ws';
import type { GatewayLimits } from '../../../src-core/protocol/limits';

/** The connections of one gateway's relay to other servers: how many there may be, and their end. */
export class Relays {
  readonly #open = new Set<WebSocket>();
  #dialling = 0;

  constructor(private readonly limits: Pick<GatewayLimits, 'relays'>) {}

  /** Open ones, and those being dialled. */
  get size(): number {
    return this.#open.size + this.#dialling;
  }

  hasRoom(): boolean {
    return this.size < this.limits.relays;
  }

  /** Counts a connection while it is dialled, and until it is over. */
  async dial<Dialled extends { ws: WebSocket }>(dial: () => Promise<Dialled>): Promise<Dialled> {
    this.#dialling += 1;
    try {
      const dialled = await dial();
      this.#open.add(dialled.ws);
      dialled.ws.once('close', () => this.#open.delete(dialled.ws));
      return dialled;
    } finally {
      this.#dialling -= 1;
    }
  }

  /** Cuts what has not closed yet. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#open].map((ws) => {
        const closed = new Promise((resolve) => ws.once('close', resolve));
        ws.terminate();
        return closed;
      }),
    );
  }
}
