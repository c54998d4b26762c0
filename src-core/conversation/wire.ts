import type { ConnectionSpec, Handshake } from '../protocol/connection-spec';

/** What one frame carries: text, or the bytes of a binary one. */
export type FrameData = string | Uint8Array;

/** How a connection ended. 1005 = without a code, 1006 = without a close frame. */
export interface Closing {
  code: number;
  reason: string;
  by: 'server' | 'client' | null;
}

/** What a connection tells of itself. After `closed` or `failed` it says nothing more. */
export interface WireEvents {
  opened(handshake: Handshake): void;
  received(data: FrameData): void;
  /** It was never opened. */
  failed(message: string, handshake?: Handshake): void;
  closed(closing: Closing): void;
}

/** A connection that was dialled. */
export interface Wire {
  /** Before `opened` and after the end it throws. */
  send(data: FrameData): void;
  /** Code 1000 when not given. Safe at any time. */
  close(code?: number, reason?: string): void;
}

/**
 * Dials a WebSocket server. Never throws: what is wrong with the spec is told by `failed`. The console dials through the
 * gateway's relay, the command line directly.
 * @param name what the conversation calls it
 */
export type Dial = (name: string, spec: ConnectionSpec, events: WireEvents) => Wire;
