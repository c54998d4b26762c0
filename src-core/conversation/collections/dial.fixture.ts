import { WebSocket } from 'ws';
import { subprotocol } from '../../protocol/limits';
import type { Closing, Dial } from '../wire';

/** Dials from this process. `roles`: where the sockets of a gateway are, and their tokens. */
export function dialFor(roles: { url: string; tokens: Record<string, string> } | null = null): Dial {
  return (_name, { role, url, protocols = [], headers = {}, token }, events) => {
    const address = role && roles ? `${roles.url.replace('http', 'ws')}/ws/${role}` : (url ?? '');
    const bearer = token ?? (role && roles?.tokens[role]);
    const ws = new WebSocket(address, role ? [subprotocol] : protocols, {
      headers: { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
    });
    let opened = false;
    let closedHere = false;
    let failure = 'it was closed';
    ws.on('open', () => {
      opened = true;
      events.opened({
        url: address,
        address: null,
        protocol: ws.protocol,
        extensions: ws.extensions,
        status: 101,
        requestHeaders: null,
        responseHeaders: null,
        tookMs: 0,
        connectMs: null,
      });
    });
    ws.on('message', (data: Buffer, isBinary) =>
      events.received(isBinary ? new Uint8Array(data) : data.toString()),
    );
    ws.on('error', ({ message }) => {
      failure = message;
    });
    ws.on('close', (code, reason) => {
      const closing: Closing = { code, reason: reason.toString(), by: closedHere ? 'client' : 'server' };
      if (opened) events.closed(closing);
      else events.failed(failure);
    });
    return {
      send: (data) => ws.send(data),
      close: (code, reason) => {
        closedHere = true;
        ws.close(code ?? 1000, reason);
      },
    };
  };
}
