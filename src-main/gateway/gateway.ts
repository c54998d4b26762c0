import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../src-core/protocol/errors';
import { createContext, type GatewayContext } from './context';
import { createHttpServer } from './http/server';
import { Lifecycle } from './lifecycle';
import type { GatewayOptions } from './options';
import { OriginGuard } from './origins';
import { InFlight } from './in-flight';
import { relayFrameBytes, relayRefusal, serveRelaySocket } from './relay/relay-socket';
import { serveClientSocket } from './sockets/client-socket';
import { serveMonitorSocket } from './sockets/monitor-socket';
import { serveWorkerSocket } from './sockets/worker-socket';
import { handleUpgrades, type SocketEndpoint } from './sockets/upgrade';

/** Clients are told to come back after this long; ms. */
const reconnectAfterMs = 500;

export interface GatewayAddress {
  /** `http://HOST:PORT` as a browser on this machine reaches it. */
  url: string;
  host: string;
  port: number;
}

export interface Gateway {
  /** Listens; rejects when the address is taken. Calling it again answers the same. */
  start(): Promise<GatewayAddress>;
  /**
   * Takes nothing new, lets what is under way end for `timeoutMs`, then ends it: sockets with 1012,
   * streams with DRAINING. Resolves when nothing of it is left. Safe at any time.
   */
  stop(options?: { timeoutMs?: number }): Promise<void>;
  /** How many sockets and streams are open. */
  connections(): { sockets: number; streams: number };
}

interface Running {
  address: GatewayAddress;
  app: FastifyInstance;
  context: GatewayContext;
  inFlight: InFlight;
}

/** The HTTP and WebSocket server in front of the queues. What it is given stays its owner's to close. */
export function createGateway(options: GatewayOptions): Gateway {
  let current: Running | null = null;
  const lifecycle = new Lifecycle<Running>(
    async () => {
      current = await open(options);
      return current;
    },
    async (running, timeoutMs) => {
      await close(running, timeoutMs);
      current = null;
    },
  );
  return {
    start: async () => (await lifecycle.start()).address,
    stop: ({ timeoutMs = 10_000 } = {}) => lifecycle.stop(timeoutMs),
    connections: () => ({
      sockets: current?.context.sockets.size ?? 0,
      streams: current?.context.streams.count ?? 0,
    }),
  };
}

async function open(options: GatewayOptions): Promise<Running> {
  const context = await createContext(options);
  const app = await createHttpServer(context);
  const inFlight = new InFlight(app);
  const endpoints = new Map<string, SocketEndpoint>([
    ['/ws/client', { roles: ['admin', 'client'], serve: (ws, who) => serveClientSocket(ws, who, context) }],
    ['/ws/worker', { roles: ['worker'], serve: (ws, who) => serveWorkerSocket(ws, who, context) }],
    ['/ws/monitor', { roles: ['admin'], serve: (ws, who) => serveMonitorSocket(ws, who, context) }],
    [
      '/ws/relay',
      {
        roles: ['admin'],
        frameBytes: relayFrameBytes,
        refusal: () => relayRefusal(options),
        serve: (ws, who) => serveRelaySocket(ws, who, context),
      },
    ],
  ]);
  handleUpgrades(app.server, context, endpoints);
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const { host, allowedHosts, allowedOrigins } = options;
  const url = `http://${urlHost(host)}:${port}`;
  context.guard = new OriginGuard({ host, port, allowedHosts, allowedOrigins });
  context.url = url;
  return { address: { url, host, port }, app, context, inFlight };
}

async function close({ app, context, inFlight }: Running, timeoutMs: number): Promise<void> {
  context.draining = true;
  context.fleets.drain();
  const drained = inFlight.drain(timeoutMs, () => context.streams.endAll(new SignalboxError('DRAINING')));
  await Promise.all([
    context.sockets.drain(timeoutMs, reconnectAfterMs),
    context.operations.close(),
    drained,
  ]);
  await context.relays.close();
  await context.fleets.close();
  await context.hub.stop();
  await app.close();
}

/** A wildcard address is reached by a loopback one. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
