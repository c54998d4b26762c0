import type { WebSocket } from 'ws';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes, type GatewayLimits, maxRelayedBytes } from '../../../src-core/protocol/limits';
import type { RelayServerFrame } from '../../../src-core/protocol/relay-frames';
import { closeSoon } from '../sockets/slow-reader';
import { PingClock } from './ping-clock';

/** How the debug client is told, and how much of it was not read yet. */
export interface DebugClient {
  tell(frame: RelayServerFrame, written?: () => void): void;
  readonly buffered: number;
  /** The connection is over. */
  ended(): void;
}

type CarrierLimits = Pick<GatewayLimits, 'bufferedBytes' | 'relayBufferedBytes' | 'closeGraceMs'>;

/** Carries frames between the debug client and one server, and lets them pile up on neither side. */
export class Carrier {
  readonly #pings: PingClock;
  #closedBy: 'client' | 'server' | null = null;
  /** Why it broke, when that is known. */
  #fault: { code: number; reason: string } | null = null;

  /**
   * @param ws open and paused; it is carried from now on
   * @param pingMs 0 = none
   */
  constructor(
    private readonly ws: WebSocket,
    private readonly client: DebugClient,
    private readonly limits: CarrierLimits,
    pingMs: number,
  ) {
    this.#pings = new PingClock(ws, pingMs, (rttMs) => client.tell({ type: 'pong', rttMs }));
    ws.on('message', (data, isBinary) => this.#received(data as Buffer, isBinary));
    ws.on('error', (error) => this.#broke(error));
    ws.on('close', (code, reason) => this.#closed(code, reason.toString()));
    ws.resume();
  }

  /** @throws SignalboxError RATE_LIMITED when the server does not read what it was sent, INVALID_STATE while it closes */
  send(data: string | Buffer): void {
    if (this.ws.readyState !== this.ws.OPEN) {
      throw new SignalboxError('INVALID_STATE', 'The connection is closing: nothing more can be sent');
    }
    const waiting = this.ws.bufferedAmount;
    if (waiting > this.limits.relayBufferedBytes) {
      throw new SignalboxError(
        'RATE_LIMITED',
        `The server reads too slowly: ${waiting} bytes wait to be sent to it, so this frame was not sent`,
        { retryAfterMs: 1000 },
      );
    }
    this.ws.send(data, { binary: typeof data !== 'string' });
  }

  ping(): void {
    this.#pings.ping();
  }

  /** Begins to close; `closed` is told when it is. */
  close(code: number = closeCodes.done, reason = ''): void {
    if (this.ws.readyState === this.ws.OPEN) this.#closedBy ??= 'client';
    // A paused socket would not see the answer.
    this.ws.resume();
    closeSoon(this.ws, code, reason, this.limits.closeGraceMs);
  }

  #received(data: Buffer, isBinary: boolean): void {
    const read = () => {
      if (this.ws.isPaused && this.client.buffered <= this.limits.bufferedBytes / 2) this.ws.resume();
    };
    if (isBinary) this.client.tell({ type: 'received_binary', base64: data.toString('base64') }, read);
    else this.client.tell({ type: 'received', text: data.toString() }, read);
    const isOpen = this.ws.readyState === this.ws.OPEN;
    if (isOpen && this.client.buffered > this.limits.bufferedBytes) this.ws.pause();
  }

  /** `ws` tells what it will not take by an error, and of the close only that there was none. */
  #broke(error: Error): void {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      const reason = `the server sent a frame of more than ${maxRelayedBytes} bytes`;
      this.#fault ??= { code: closeCodes.tooBig, reason };
      this.#closedBy ??= 'client';
    } else if (code.startsWith('WS_ERR_')) {
      this.#fault ??= { code: 1002, reason: `the server broke the protocol: ${error.message}` };
      this.#closedBy ??= 'client';
    } else {
      this.#fault ??= { code: 1006, reason: `the connection broke: ${code || error.message}` };
    }
  }

  #closed(code: number, reason: string): void {
    this.#pings.stop();
    const isBroken = code === 1006;
    if (!isBroken) this.#closedBy ??= 'server';
    const told = isBroken && this.#fault ? this.#fault : { code, reason };
    this.client.tell({ type: 'closed', ...told, by: this.#closedBy });
    this.client.ended();
  }
}
