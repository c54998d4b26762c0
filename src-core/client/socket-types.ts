/** What a platform's WebSocket tells the client. Nothing is told after `closed`. */
export interface SocketListener {
  opened(): void;
  received(text: string): void;
  /** A sign of life below the frames, where the platform tells it (browsers do not). */
  heard?(): void;
  /** `refused` is the HTTP status of a refused upgrade, where the platform tells it (browsers do not). */
  closed(code: number, reason: string, refused?: number): void;
}

/** The little of a WebSocket that the client needs. */
export interface LinkSocket {
  send(text: string): void;
  /** A protocol ping, where the platform has it (browsers do not). */
  ping?(): void;
  close(code: number, reason: string): void;
}

/** Opens a socket that speaks `signalbox.v1` and shows `token`. */
export type OpenSocket = (url: string, token: string, listener: SocketListener) => LinkSocket;
