import { WebSocket } from 'ws';
import type { ConnectionSpec, Handshake, SocketRole } from '../../../src-core/protocol/connection-spec';
import { bearerPrefix, maxFrameBytes, subprotocol } from '../../../src-core/protocol/limits';
import type { Closing, Dial, Wire, WireEvents } from '../../../src-core/conversation/wire';
import { maskSecrets } from '../../../src-core/redaction/mask-secrets';

/** The gateway that connections by role are made to. */
export interface GatewayAccess {
  /** `http:` or `https:`. */
  url: string;
  tokens: Partial<Record<SocketRole, string>>;
}

const handshakeMs = 10_000;
const closeMs = 2000;

interface Address {
  url: string;
  protocols: string[];
  headers: Record<string, string>;
}

/** Dials from this machine. Without a gateway only connections that have a `url` can be opened. */
export function dialDirectly(gateway: GatewayAccess | null): Dial {
  return (name, spec, events) => {
    let address: Address;
    try {
      address = addressOf(spec, gateway);
    } catch (error) {
      queueMicrotask(() => events.failed(`${name}: ${(error as Error).message}`));
      return unopened();
    }
    return connect(address, spec, events);
  };
}

/** Throws when there is no such place, with what is missing. */
function addressOf(spec: ConnectionSpec, gateway: GatewayAccess | null): Address {
  const { role, url, protocols = [], headers = {}, token, clientId } = spec;
  if (role === undefined) {
    const parsed = URL.canParse(url ?? '') ? new URL(url ?? '') : null;
    if (parsed?.protocol !== 'ws:' && parsed?.protocol !== 'wss:')
      throw new Error(
        `${JSON.stringify(maskSecrets(url ?? ''))} is no WebSocket address; accepted: ws:// and wss://`,
      );
    return { url: parsed.href, protocols, headers: withToken(headers, token) };
  }
  if (!gateway) throw new Error(`there is no gateway to be a ${role} of: give --gateway URL`);
  const own = token ?? gateway.tokens[role];
  if (own === undefined) throw new Error(`there is no token for a ${role}: give --${optionOf(role)}`);
  const place = new URL(`/ws/${role}`, gateway.url);
  place.protocol = place.protocol === 'https:' ? 'wss:' : 'ws:';
  if (clientId !== undefined) place.searchParams.set('clientId', clientId);
  return { url: place.href, protocols: [subprotocol, ...protocols], headers: withToken(headers, own) };
}

function optionOf(role: SocketRole): string {
  return role === 'client' ? 'token' : role === 'worker' ? 'worker-token' : 'admin-token';
}

function withToken(headers: Record<string, string>, token: string | undefined): Record<string, string> {
  return token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
}

function connect({ url, protocols, headers }: Address, { origin }: ConnectionSpec, events: WireEvents): Wire {
  const beganAt = performance.now();
  let ws: WebSocket;
  try {
    ws = new WebSocket(url, protocols, {
      headers,
      ...(origin !== undefined && { origin }),
      handshakeTimeout: handshakeMs,
      maxPayload: 2 * maxFrameBytes,
      perMessageDeflate: false,
    });
  } catch (error) {
    queueMicrotask(() => events.failed((error as Error).message));
    return unopened();
  }
  let opened = false;
  let closedByUs = false;
  let fault = 'it was closed before it was open';
  const handshake = (status: number): Handshake => ({
    ...unknownHandshake,
    url: maskSecrets(url),
    status,
    protocol: ws.protocol.startsWith(bearerPrefix) ? '***' : ws.protocol,
    extensions: ws.extensions,
    tookMs: performance.now() - beganAt,
  });
  ws.on('open', () => {
    opened = true;
    events.opened(handshake(101));
  });
  ws.on('message', (data, isBinary) => events.received(isBinary ? (data as Buffer) : data.toString()));
  ws.on('unexpected-response', (request, response) => {
    fault = refusalOf(response.statusCode ?? 0);
    request.destroy();
  });
  // 'close' follows every error; the first one says what was wrong.
  ws.once('error', (error) => {
    if (!fault.startsWith('refused')) fault = messageOf(error);
  });
  ws.on('close', (code, reason) => {
    if (opened) events.closed(closingOf(code, reason.toString(), closedByUs));
    else events.failed(`${new URL(url).host}: ${fault}`);
  });
  return {
    send: (data) => {
      if (ws.readyState !== WebSocket.OPEN) throw new Error('The connection is not open');
      ws.send(data);
    },
    close: (code = 1000, reason = '') => {
      if (ws.readyState !== WebSocket.OPEN) return ws.terminate();
      closedByUs = true;
      ws.close(code, reason);
      // A server that does not answer would keep this process.
      setTimeout(() => ws.terminate(), closeMs).unref();
    },
  };
}

const unknownHandshake = {
  address: null,
  requestHeaders: null,
  responseHeaders: null,
  connectMs: null,
};

function closingOf(code: number, reason: string, closedByUs: boolean): Closing {
  if (closedByUs) return { code, reason, by: 'client' };
  return { code, reason, by: code === 1006 ? null : 'server' };
}

function refusalOf(status: number): string {
  const why = status === 401 || status === 403 ? ': is its token right?' : '';
  return `refused with HTTP ${status}${why}`;
}

function messageOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return error.message === '' ? (code ?? 'it failed') : error.message;
}

function unopened(): Wire {
  return {
    send: () => {
      throw new Error('The connection is not open');
    },
    close: () => undefined,
  };
}
