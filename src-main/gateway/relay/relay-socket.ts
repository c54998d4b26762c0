import type { WebSocket } from 'ws';
import { assertNever } from '../../../src-core/protocol/assert-never';
import type { ConnectionSpec } from '../../../src-core/protocol/connection-spec';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { closeCodes, maxRelayedBytes } from '../../../src-core/protocol/limits';
import {
  type RelayFrame,
  relayFrameSchema,
  type RelayServerFrame,
} from '../../../src-core/protocol/relay-frames';
import type { GatewayContext } from '../context';
import { asFailure } from '../failure';
import type { GatewayOptions } from '../options';
import { errorFrame } from '../sockets/event-frame';
import { FrameSocket } from '../sockets/frame-socket';
import type { Principal } from '../tokens';
import { Carrier, type DebugClient } from './carrier';
import { dial } from './dial';
import { DialFailure } from './dial-failure';
import { targetOf } from './target';

const defaultPingMs = 5000;
/** A frame of the relay, with one of another server in it: base64, or text of which at most every character is escaped. */
export const relayFrameBytes = 2 * maxRelayedBytes + 65_536;
/** A slow reader is waited for; what one read of the server brought besides, in its longest form, still has to fit. */
const mostWaitingBytes = 8 * maxRelayedBytes;

/** Why the relay is closed to everybody, if it is. */
export function relayRefusal({ relay }: Pick<GatewayOptions, 'relay'>): SignalboxError | null {
  if (relay) return null;
  return new SignalboxError(
    'FORBIDDEN',
    'The relay is off on this gateway, so that nobody reaches other servers through it by mistake. To allow it, start it with SIGNALBOX_RELAY=true',
  );
}

/** Serves one socket of `/ws/relay`: it carries one connection of the debug client to any WebSocket server. */
export function serveRelaySocket(ws: WebSocket, who: Principal, context: GatewayContext): void {
  const limits = {
    ...context.limits,
    bufferedBytes: mostWaitingBytes,
    framesPerSecond: context.limits.workerFramesPerSecond,
    frameBurst: context.limits.workerFrameBurst,
  };
  // Its frames are not recorded: they may hold what other servers' users keep secret.
  new FrameSocket<RelayFrame>(ws, who, { ...context, limits, tap: null }, (socket) => {
    const relay = new RelaySocket(socket, who, context);
    return {
      schema: relayFrameSchema,
      receive: (frame) => relay.receive(frame),
      // At a drain it goes at once.
      load: () => 0,
      inUse: () => relay.isOpening || relay.isOpen,
      closed: () => relay.closed(),
    };
  });
}

class RelaySocket implements DebugClient {
  #dialling: AbortController | null = null;
  #carrier: Carrier | null = null;
  #isOver = false;

  constructor(
    private readonly socket: FrameSocket<RelayFrame>,
    private readonly who: Principal,
    private readonly context: GatewayContext,
  ) {}

  get isOpening(): boolean {
    return this.#dialling !== null;
  }

  get isOpen(): boolean {
    return this.#carrier !== null && !this.#isOver;
  }

  get buffered(): number {
    return this.socket.buffered;
  }

  receive(frame: RelayFrame): void {
    try {
      this.#act(frame);
    } catch (error) {
      this.socket.send(errorFrame(asFailure(error, this.context.log)));
    }
  }

  tell(frame: RelayServerFrame, written?: () => void): void {
    this.socket.sendText(JSON.stringify(frame), frame.type, undefined, false, written);
  }

  ended(): void {
    this.#isOver = true;
    this.socket.close(closeCodes.done, 'the connection is over');
  }

  /** The debug client is gone: so is what was opened for it. */
  closed(): void {
    this.#dialling?.abort();
    this.#carrier?.close(closeCodes.goingAway, 'the debug client went away');
  }

  #act(frame: RelayFrame): void {
    switch (frame.type) {
      case 'open':
        if (this.#dialling || this.#carrier || this.#isOver) {
          throw new SignalboxError(
            'INVALID_STATE',
            'A relay socket carries one connection: open another one',
          );
        }
        this.#open(frame.spec);
        return;
      case 'send':
        return this.#carried().send(frame.text);
      case 'send_binary':
        return this.#carried().send(Buffer.from(frame.base64, 'base64'));
      case 'ping':
        return this.#carried().ping();
      case 'close':
        if (this.#dialling) return this.#dialling.abort();
        return this.#carried().close(frame.code, frame.reason);
      default:
        return assertNever(frame);
    }
  }

  #carried(): Carrier {
    if (this.#carrier) return this.#carrier;
    throw new SignalboxError('INVALID_STATE', 'Nothing is open yet: begin with "open" and wait for "opened"');
  }

  #open(spec: ConnectionSpec): void {
    const dialling = new AbortController();
    this.#dialling = dialling;
    this.#dial(spec, dialling.signal)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#dialling = null;
      });
  }

  async #dial(spec: ConnectionSpec, signal: AbortSignal): Promise<void> {
    const { limits, options, relays, url, log } = this.context;
    if (!relays.hasRoom()) {
      const most = `This gateway relays ${limits.relays} connections at most: close another one`;
      throw new DialFailure('OVER_CAPACITY', most);
    }
    const policy = options.relay;
    if (!policy || url === null) throw new SignalboxError('INTERNAL', 'The relay is off');
    const target = targetOf(spec, { ownUrl: url, tokens: options.tokens, policy });
    const { ws, handshake } = await relays.dial(() => dial(target, limits.relayDialMs, signal));
    // Neither path nor query: they may hold a secret.
    log.info({ client: this.who.key, to: target.place, address: handshake.address }, 'a relay is open');
    this.tell({ type: 'opened', handshake });
    this.#carrier = new Carrier(ws, this, limits, spec.pingMs ?? defaultPingMs);
    if (!this.socket.isOpen) this.closed();
  }

  #failed(error: unknown): void {
    const known =
      error instanceof DialFailure
        ? error
        : new DialFailure('UNREACHABLE', asFailure(error, this.context.log).message);
    const { code, message, answer } = known;
    this.tell({ type: 'failed', code, message, ...answer });
    this.ended();
  }
}
