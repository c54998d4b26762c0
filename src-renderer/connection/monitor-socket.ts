import { bearerPrefix, closeCodes, subprotocol } from '../../src-core/protocol/limits';
import type { MonitorTopic } from '../../src-core/protocol/monitor-frames';
import { backoffMs } from './backoff';

/** The part of WebSocket that is used. */
type Socket = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'addEventListener'>;
type SocketClass = new (url: string, protocols: string[]) => Socket;

const open = 1;
const defaultSilenceMs = 5_000;

interface MonitorSocketOptions {
  /** Origin of the gateway. */
  url: string;
  /** null = the session cookie opens it. */
  token: string | null;
  onFrame(frame: unknown): void;
  onOpen(): void;
  /** The socket is gone, or could not be opened; the next attempt is made at `retryAt`, epoch ms. */
  onLost(loss: { retryAt: number; opened: boolean; reason: string }): void;
  /** The browser's unless given. */
  socketClass?: SocketClass;
  random?: () => number;
  /** A socket that has said nothing for so long is asked whether it lives, and given as long to answer; 5,000 ms unless given. */
  silenceMs?: number;
}

/** One subscription to the gateway's `/ws/monitor` that outlives its sockets: it connects again until it is closed. */
export class MonitorSocket {
  readonly #options: MonitorSocketOptions;
  #topics: MonitorTopic[] = [];
  #socket: Socket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #reconnectAfterMs: number | null = null;
  #closed = false;

  constructor(options: MonitorSocketOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Replaces what is subscribed to, now and on every socket to come. */
  subscribe(topics: MonitorTopic[]): void {
    this.#topics = topics;
    this.#send({ type: 'subscribe', topics });
  }

  /** Tries at once instead of waiting for the next attempt. Does nothing while a socket is open or opening. */
  retryNow(): void {
    if (this.#closed || this.#socket) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** Ends it for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    this.#socket?.close(closeCodes.done);
    this.#socket = null;
  }

  #connect(): void {
    const { url, token } = this.#options;
    const Class = this.#options.socketClass ?? WebSocket;
    const protocols = token === null ? [subprotocol] : [subprotocol, `${bearerPrefix}${token}`];
    const socket = new Class(`${url.replace(/^http/, 'ws')}/ws/monitor`, protocols);
    let opened = false;
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (this.#socket !== socket) return;
      opened = true;
      this.#failures = 0;
      this.#reconnectAfterMs = null;
      this.#send({ type: 'subscribe', topics: this.#topics });
      this.#listenForSilence(socket);
      this.#options.onOpen();
    });
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket !== socket) return;
      this.#listenForSilence(socket);
      this.#read(String(data));
    });
    // An error is always followed by a close, which says no less.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ reason }) => this.#lost(socket, opened, reason));
  }

  #read(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    const { type, reconnectAfterMs } = frame as { type?: string; reconnectAfterMs?: number };
    if (type === 'draining' && typeof reconnectAfterMs === 'number')
      this.#reconnectAfterMs = reconnectAfterMs;
    this.#options.onFrame(frame);
  }

  /** A cable that was pulled closes nothing: ask, and take no answer for the end. */
  #listenForSilence(socket: Socket): void {
    const silenceMs = this.#options.silenceMs ?? defaultSilenceMs;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#send({ type: 'ping' });
      this.#silence = setTimeout(() => {
        // The close handshake would wait for the same dead peer.
        this.#lost(socket, true, 'the gateway went silent');
        socket.close();
      }, silenceMs);
    }, silenceMs);
  }

  #lost(socket: Socket, opened: boolean, reason: string): void {
    if (this.#socket !== socket || this.#closed) return;
    this.#socket = null;
    clearTimeout(this.#silence);
    this.#failures++;
    const random = this.#options.random ?? Math.random;
    const waitMs = this.#reconnectAfterMs ?? backoffMs(this.#failures, random());
    this.#reconnectAfterMs = null;
    this.#retry = setTimeout(() => this.#connect(), waitMs);
    this.#options.onLost({ retryAt: Date.now() + waitMs, opened, reason });
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === open) this.#socket.send(JSON.stringify(frame));
  }
}
