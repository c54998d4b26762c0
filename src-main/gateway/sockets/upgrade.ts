import { type IncomingHttpHeaders, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { bearerPrefix, closeCodes, maxFrameBytes, subprotocol } from '../../../src-core/protocol/limits';
import type { GatewayContext } from '../context';
import { asFailure } from '../failure';
import { actingFor } from '../http/guard';
import { checkOwnSocket } from '../http/own-page';
import type { OriginGuard } from '../origins';
import { sessionValue } from '../sessions';
import { bearerToken, type Principal } from '../tokens';
import { closeSoon } from './slow-reader';

/** One WebSocket address: who may open it and what serves it. */
export interface SocketEndpoint {
  roles: readonly Principal['role'][];
  /** The largest frame it takes, in bytes; `maxFrameBytes` when not said. */
  frameBytes?: number;
  /** Why nobody may open it now, if so. */
  refusal?(): SignalboxError | null;
  serve(ws: WebSocket, who: Principal): void;
}

/**
 * Handles the upgrades of an HTTP server. Everything is checked before the upgrade and refused with
 * an HTTP status: place, token, role. Returns a function that stops handling them.
 */
export function handleUpgrades(
  server: Server,
  context: GatewayContext,
  endpoints: ReadonlyMap<string, SocketEndpoint>,
): () => void {
  const servers = new Map([...endpoints.values()].map((endpoint) => [endpoint, makeServer(endpoint)]));

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener an error during the checks would end the process.
    const ignore = () => undefined;
    socket.on('error', ignore);
    admit(request, context, endpoints)
      .then(({ endpoint, who }) => {
        socket.off('error', ignore);
        const server = servers.get(endpoint) as WebSocketServer;
        server.handleUpgrade(request, socket, head, (ws) => open(ws, who, endpoint, context));
      })
      .catch((error: unknown) => refuse(socket, asFailure(error, context.log)));
  };

  server.on('upgrade', onUpgrade);
  return () => server.off('upgrade', onUpgrade);
}

function makeServer({ frameBytes = maxFrameBytes }: SocketEndpoint): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: frameBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
}

async function admit(
  request: IncomingMessage,
  context: GatewayContext,
  endpoints: ReadonlyMap<string, SocketEndpoint>,
): Promise<{ endpoint: SocketEndpoint; who: Principal }> {
  const { guard, draining } = context;
  const { headers } = request;
  if (draining || !guard) throw new SignalboxError('DRAINING');
  guard.checkHost(headers.host);
  guard.checkOrigin(headers.origin);
  const url = parseUrl(request.url ?? '/');
  const endpoint = endpoints.get(url.pathname);
  if (!endpoint) throw new SignalboxError('NOT_FOUND');
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const inProtocol = offered.find((name) => name.startsWith(bearerPrefix))?.slice(bearerPrefix.length);
  const who = await identify(headers, inProtocol, guard, context);
  if (!endpoint.roles.includes(who.role)) throw new SignalboxError('FORBIDDEN');
  const refusal = endpoint.refusal?.();
  if (refusal) throw refusal;
  if (headers['sec-websocket-protocol'] !== undefined && !offered.includes(subprotocol)) {
    throw new SignalboxError('INVALID_MESSAGE', `The only subprotocol is ${subprotocol}`);
  }
  return { endpoint, who: actingFor(who, url.searchParams.get('clientId')) };
}

/** By its token, or by the cookie of a browser that has signed in. */
function identify(
  headers: IncomingHttpHeaders,
  inProtocol: string | undefined,
  guard: OriginGuard,
  { auth, sessions }: GatewayContext,
): Promise<Principal> {
  const token = bearerToken(headers.authorization) ?? inProtocol;
  const byToken = token !== undefined || headers.authorization !== undefined;
  const session = byToken ? undefined : sessionValue(headers.cookie);
  if (session === undefined) return auth.identify(token);
  checkOwnSocket(headers, guard);
  return sessions.identify(session);
}

function parseUrl(path: string): URL {
  try {
    return new URL(path, 'http://gateway');
  } catch {
    throw new SignalboxError('NOT_FOUND');
  }
}

function open(ws: WebSocket, who: Principal, endpoint: SocketEndpoint, context: GatewayContext): void {
  // One token serves a fleet of machines.
  const most = who.role === 'worker' ? context.limits.connectionsPerWorkerToken : undefined;
  if (context.sockets.hasRoom(who.key, most)) {
    closeAtSignOut(ws, who, context);
    return endpoint.serve(ws, who);
  }
  ws.on('error', () => undefined);
  closeSoon(ws, closeCodes.overCapacity, 'too many connections', context.limits.closeGraceMs);
}

function closeAtSignOut(ws: WebSocket, { sessionId }: Principal, { sessions, limits }: GatewayContext): void {
  if (sessionId === undefined) return;
  const close = () => closeSoon(ws, closeCodes.policy, 'signed out', limits.closeGraceMs);
  ws.once('close', sessions.onEnd(sessionId, close));
}

function refuse(socket: Duplex, error: SignalboxError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({ error: error.toBody() });
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(error.code === 'UNAUTHORIZED' ? ['WWW-Authenticate: Bearer'] : []),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
