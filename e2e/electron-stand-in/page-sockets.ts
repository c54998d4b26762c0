import type { Page, WebSocketRoute } from 'playwright-core';
import { WebSocket } from 'ws';
import { toAppUrl } from './protocol';

/** Opens a page's WebSockets as Electron would: with the Origin of the console. */
export function carrySockets(page: Page): Promise<void> {
  return page.routeWebSocket(/.*/, (socket) => carry(socket, toAppUrl(new URL(page.url()).origin)));
}

function carry(socket: WebSocketRoute, origin: string): void {
  const waiting: (string | Buffer)[] = [];
  const upstream = new WebSocket(socket.url(), socket.protocols(), { origin });
  upstream.on('open', () => {
    for (const message of waiting.splice(0)) upstream.send(message);
  });
  upstream.on('message', (data, isBinary) => socket.send(isBinary ? (data as Buffer) : data.toString()));
  // 'close' follows every error and says what matters.
  upstream.on('error', () => undefined);
  upstream.on(
    'close',
    (code, reason) => void socket.close({ code, reason: reason.toString() }).catch(() => undefined),
  );
  socket.onMessage((message) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(message);
    else waiting.push(message);
  });
  socket.onClose(() => upstream.close());
}
