import type { FrameData, Wire } from '../../../../src-core/conversation/wire';
import { assertNever } from '../../../../src-core/protocol/assert-never';
import type { ConnectionSpec } from '../../../../src-core/protocol/connection-spec';
import { bearerPrefix, subprotocol } from '../../../../src-core/protocol/limits';
import {
  type RelayFrame,
  type RelayServerFrame,
  relayServerFrameSchema,
} from '../../../../src-core/protocol/relay-frames';
import { currentGateway } from '../../../connection/gateway';
import { base64Of, bytesOf } from './bytes';
import { explainClose } from './close-codes';
import { checkCloseCode, refuseToSend, type TabDial, type TabEvents } from './tab-dial';

/** Dials through the gateway's relay, which may set headers and sees handshakes and pings. */
export const dialThroughRelay: TabDial = (spec, events) => {
  const gateway = currentGateway();
  if (!gateway) {
    events.failed('There is no gateway to dial through.', undefined, { code: 'UNREACHABLE' });
    return { send: refuseToSend, close: () => undefined };
  }
  const protocols = gateway.token === null ? [subprotocol] : [subprotocol, `${bearerPrefix}${gateway.token}`];
  const url = `${gateway.url.replace(/^http/, 'ws')}/ws/relay`;
  return new RelayedWire(new WebSocket(url, protocols), spec, events);
};

/** The person would not wait for it. */
const givenUp = { code: 1000, reason: '', by: 'client' } as const;

/** One connection, and the relay socket that carries it. */
class RelayedWire implements Wire {
  #state: 'dialling' | 'open' | 'over' = 'dialling';
  /** The page wanted it closed. */
  #closing = false;
  #relayOpened = false;

  constructor(
    private readonly socket: WebSocket,
    spec: ConnectionSpec,
    private readonly events: TabEvents,
  ) {
    socket.addEventListener('open', () => {
      this.#relayOpened = true;
      if (this.#closing) this.socket.close();
      else this.#tell({ type: 'open', spec });
    });
    socket.addEventListener('message', ({ data }) => this.#read(String(data)));
    // An error is always followed by a close, which says no less.
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', ({ code, reason }) => this.#lost(code, reason));
  }

  send(data: FrameData): void {
    if (this.#state !== 'open') refuseToSend();
    this.#tell(
      typeof data === 'string'
        ? { type: 'send', text: data }
        : { type: 'send_binary', base64: base64Of(data) },
    );
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined) checkCloseCode(code);
    this.#closing = true;
    if (this.#state === 'open') this.#tell({ type: 'close', code, reason });
    // Browsers complain of a socket that is closed while it is being opened.
    else if (this.socket.readyState !== WebSocket.CONNECTING) this.socket.close();
  }

  #tell(frame: RelayFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  #read(text: string): void {
    if (this.#state === 'over') return;
    const raw = parsed(text);
    const frame = relayServerFrameSchema.safeParse(raw).data;
    if (frame) this.#take(frame);
    else this.#takeOther(raw);
  }

  #take(frame: RelayServerFrame): void {
    switch (frame.type) {
      case 'opened':
        this.#state = 'open';
        return this.events.opened(frame.handshake);
      case 'received':
        return this.events.received(frame.text);
      case 'received_binary':
        return this.events.received(bytesOf(frame.base64));
      case 'pong':
        return this.events.pong(frame.rttMs);
      case 'failed':
        this.#state = 'over';
        if (this.#closing) return this.events.closed(givenUp);
        return this.events.failed(frame.message, frame.handshake, { code: frame.code, body: frame.body });
      case 'closed':
        this.#state = 'over';
        return this.events.closed({ code: frame.code, reason: frame.reason, by: frame.by });
      default:
        assertNever(frame);
    }
  }

  /** What the relay says for itself. */
  #takeOther(raw: unknown): void {
    const { type, message, reconnectAfterMs } = (raw ?? {}) as Record<string, unknown>;
    if (type === 'draining' && typeof reconnectAfterMs === 'number') this.events.draining(reconnectAfterMs);
    else if (type === 'error') this.events.trouble(`The relay refused a frame: ${String(message)}`);
  }

  /** The relay socket ended without saying how its connection did. */
  #lost(code: number, reason: string): void {
    if (this.#state === 'over') return;
    const opened = this.#state === 'open';
    this.#state = 'over';
    if (this.#closing) return this.events.closed(givenUp);
    if (opened) return this.events.closed({ code: 1006, reason: reason || 'the relay is gone', by: null });
    const why = this.#relayOpened
      ? `The relay ended before it could dial: ${reason || explainClose(code, '', true).meaning}`
      : 'The gateway does not answer, or refused its relay.';
    this.events.failed(why, undefined, { code: 'UNREACHABLE' });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
