import { WebSocket } from 'ws';
import { maxFrameBytes, subprotocol } from '../../../src-core/protocol/limits';

/** A frame of either direction. */
export type Frame = { type: string } & Record<string, unknown>;

export interface LinkListener {
  frame(frame: Frame): void;
  /** `refused`: the HTTP status of a refused upgrade. Nothing is told after it, nor after `cut` or `close`. */
  closed(code: number, reason: string, refused: number | null): void;
}

/** One socket to a gateway, which can be made to misbehave. */
export class Link {
  readonly #ws: WebSocket;
  #listener: LinkListener | null;
  #isMute = false;

  constructor(url: string, token: string, listener: LinkListener) {
    this.#listener = listener;
    this.#ws = new WebSocket(url, [subprotocol], {
      headers: { authorization: `Bearer ${token}` },
      maxPayload: 2 * maxFrameBytes,
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    let refused: number | null = null;
    this.#ws.on('message', (data) => this.#listener?.frame(JSON.parse(data.toString()) as Frame));
    this.#ws.on('unexpected-response', (request, response) => {
      refused = response.statusCode ?? 0;
      request.destroy();
    });
    // 'close' follows every error and says what matters.
    this.#ws.on('error', () => undefined);
    this.#ws.on('close', (code, reason) => {
      const told = this.#listener;
      this.#listener = null;
      told?.closed(code, reason.toString(), refused);
    });
  }

  /** False when it went nowhere: the link is not up, or says nothing. */
  send(text: string): boolean {
    if (this.#isMute || this.#ws.readyState !== this.#ws.OPEN) return false;
    this.#ws.send(text);
    return true;
  }

  /** A mute link reads nothing, answers no ping and sends nothing, and is open all the same. */
  mute(on: boolean): void {
    this.#isMute = on;
    this.read(!on);
  }

  /** Whether it reads what comes. */
  read(on: boolean): void {
    if (on) this.#ws.resume();
    else this.#ws.pause();
  }

  /** Ends it without a word. */
  cut(): void {
    this.#listener = null;
    this.#ws.terminate();
  }

  /** Ends it as the protocol wants it; cut when the gateway does not agree within a second. */
  close(): void {
    this.#listener = null;
    if (this.#ws.readyState === this.#ws.CONNECTING) return this.#ws.terminate();
    this.read(true);
    this.#ws.close(1000, 'done');
    const timer = setTimeout(() => this.#ws.terminate(), 1000);
    this.#ws.once('close', () => clearTimeout(timer));
  }
}
