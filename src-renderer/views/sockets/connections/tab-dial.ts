import type { Wire, WireEvents } from '../../../../src-core/conversation/wire';
import type { ConnectionSpec, Handshake } from '../../../../src-core/protocol/connection-spec';

/** What else is known of a connection that could not be opened. */
export interface Refusal {
  /** The gateway's code for it, or `UNREACHABLE`. */
  code?: string;
  /** What the server answered instead of a WebSocket: its first 4,096 characters. */
  body?: string;
}

/** What a tab is told besides what every conversation is. */
export interface TabEvents extends WireEvents {
  failed(message: string, handshake?: Handshake, refusal?: Refusal): void;
  /** How long a ping took there and back; ms. */
  pong(rttMs: number): void;
  /** The gateway goes away, and is back after so many ms. */
  draining(reconnectAfterMs: number): void;
  /** Something went wrong that the connection outlives: a frame the relay did not pass on. */
  trouble(message: string): void;
}

/** Dials for a tab. Never throws: what is wrong is told by `failed`. */
export type TabDial = (spec: ConnectionSpec, events: TabEvents) => Wire;

/** What a browser takes as the code of a close of its own. */
export function checkCloseCode(code: number): void {
  if (code === 1000 || (code >= 3000 && code <= 4999)) return;
  throw new RangeError(`A connection is closed with 1000 or 3000 to 4999, not ${code}`);
}

/** What `send` of a connection does that is not open. */
export function refuseToSend(): never {
  throw new Error('This connection is not open');
}
