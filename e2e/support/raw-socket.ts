import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ClientFrame, ServerFrame } from '../../src-core/protocol/client-frames';
import { subprotocol } from '../../src-core/protocol/limits';

/** A socket of `/ws/client` without a client's wits: it shows every frame as it came. */
export class RawSocket {
  readonly frames: ServerFrame[] = [];
  /** The close code, once it is closed. */
  readonly closed: Promise<number>;
  closeCode: number | null = null;
  /** Called with each frame as it comes. */
  onFrame: (frame: ServerFrame) => void = () => undefined;
  #wake: (() => void)[] = [];

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data) => {
      const frame = JSON.parse(data.toString()) as ServerFrame;
      this.frames.push(frame);
      this.onFrame(frame);
      this.#stir();
    });
    ws.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      ws.once('close', (code) => {
        this.closeCode = code;
        resolve(code);
        this.#stir();
      });
    });
  }

  /** Opens a socket; resolves when it was welcomed. */
  static async open(url: string, token: string): Promise<RawSocket> {
    const ws = new WebSocket(`${url.replace('http', 'ws')}/ws/client`, [subprotocol], {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
    });
    const socket = new RawSocket(ws);
    await once(ws, 'open');
    await socket.find((frame) => frame.type === 'welcome');
    return socket;
  }

  send(frame: ClientFrame | string | Buffer): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** The first frame from `from` on that `wanted` accepts; waits for it. Rejects when the socket is closed before. */
  async find(wanted: (frame: ServerFrame) => boolean, from = 0): Promise<ServerFrame> {
    for (let next = from; ; next++) {
      while (next >= this.frames.length) {
        if (this.closeCode !== null) throw new Error(`The socket was closed with ${this.closeCode}`);
        await new Promise<void>((resolve) => {
          this.#wake.push(resolve);
        });
      }
      const frame = this.frames[next] as ServerFrame;
      if (wanted(frame)) return frame;
    }
  }

  async close(): Promise<void> {
    this.ws.close(1000);
    await this.closed;
  }

  #stir(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
