import type { WebSocket } from 'ws';
import { toHundredths } from './handshake';

/** Pings without an answer that are remembered: a server may never answer one. */
const mostOpen = 32;

/** Pings a server and measures how long its pongs take. */
export class PingClock {
  /** When each unanswered ping went out, by what it carried. */
  readonly #sentAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout | null;
  #count = 0;

  /** @param everyMs 0 = only when asked */
  constructor(
    private readonly ws: WebSocket,
    everyMs: number,
    private readonly onPong: (rttMs: number) => void,
  ) {
    this.#timer = everyMs > 0 ? setInterval(() => this.ping(), everyMs) : null;
    ws.on('pong', (data) => this.#pong(data.toString('latin1')));
  }

  ping(): void {
    // While nothing is read, a pong would tell how long that took.
    if (this.ws.readyState !== this.ws.OPEN || this.ws.isPaused) return;
    this.#count += 1;
    const mark = `signalbox ${this.#count}`;
    this.#sentAt.set(mark, performance.now());
    const [oldest] = this.#sentAt.keys();
    if (this.#sentAt.size > mostOpen && oldest !== undefined) this.#sentAt.delete(oldest);
    this.ws.ping(mark);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  #pong(mark: string): void {
    const sentAt = this.#sentAt.get(mark);
    if (sentAt === undefined || !this.#sentAt.delete(mark)) return;
    this.onPong(toHundredths(performance.now() - sentAt));
  }
}
