import type { WebSocket } from 'ws';

/**
 * What to do with one more frame for a reader that has `buffered` bytes unread: what can be left
 * out is dropped from half the limit on; over the limit the socket is closed.
 */
export function verdict(buffered: number, limit: number, droppable: boolean): 'send' | 'drop' | 'close' {
  if (buffered > limit) return 'close';
  return droppable && buffered > limit / 2 ? 'drop' : 'send';
}

/**
 * Closes with a code and cuts the connection if the other side has not closed in `graceMs`:
 * a close frame waits behind everything a slow reader has not read, and frees nothing.
 */
export function closeSoon(ws: WebSocket, code: number, reason: string, graceMs: number): void {
  if (ws.readyState === ws.CLOSED) return;
  const timer = setTimeout(() => ws.terminate(), graceMs);
  ws.once('close', () => clearTimeout(timer));
  ws.close(code, reason);
}
