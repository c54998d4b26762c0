import { bearerPrefix, subprotocol } from '../protocol/limits';
import type { OpenSocket } from './socket-types';

/** Over the browser's WebSocket. It cannot set headers: the token travels as a second subprotocol. */
export const openSocket: OpenSocket = (url, token, listener) => {
  const ws = new WebSocket(url, [subprotocol, bearerPrefix + token]);
  ws.onopen = () => listener.opened();
  ws.onmessage = (event: MessageEvent<unknown>) => listener.received(String(event.data));
  ws.onclose = (event) => listener.closed(event.code, event.reason);
  return {
    send: (text) => ws.send(text),
    close: (code, reason) => ws.close(code, reason),
  };
};
