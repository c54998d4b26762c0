import { WebSocket } from 'ws';
import { maxFrameBytes, subprotocol } from '../protocol/limits';
import type { OpenSocket } from './socket-types';

/** Over `ws`, for Node: its own WebSocket came with Node 22. The browser build takes `socket.browser.ts` instead. */
export const openSocket: OpenSocket = (url, token, listener) => {
  const ws = new WebSocket(url, [subprotocol], {
    headers: { authorization: `Bearer ${token}` },
    maxPayload: 2 * maxFrameBytes,
    perMessageDeflate: false,
  });
  let refused: number | undefined;
  ws.on('open', () => listener.opened());
  ws.on('message', (data) => listener.received(data.toString()));
  ws.on('ping', () => listener.heard?.());
  ws.on('pong', () => listener.heard?.());
  ws.on('unexpected-response', (request, response) => {
    refused = response.statusCode;
    request.destroy();
    listener.closed(1006, `refused with HTTP ${refused}`, refused);
  });
  // 'close' follows every error and says what matters.
  ws.on('error', () => undefined);
  ws.on('close', (code, reason) => {
    if (refused === undefined) listener.closed(code, reason.toString());
  });
  return {
    send: (text) => ws.send(text),
    ping: () => ws.ping(),
    close: (code, reason) => ws.close(code, reason),
  };
};
