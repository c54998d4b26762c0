import type { Logger } from 'pino';
import { defaultGatewayLimits, type GatewayLimits } from '../../src-core/protocol/limits';
import { OpenStreams } from './http/sse';
import { JobDoor } from './job-door';
import type { GatewayOptions } from './options';
import type { OriginGuard } from './origins';
import { KeyedRateLimit } from './rate-limit';
import { SocketTable } from './sockets/socket-table';
import { StatsCache } from './stats-cache';
import { Authenticator } from './tokens';

/** What the routes and sockets of one running gateway share. */
export interface GatewayContext {
  readonly options: GatewayOptions;
  readonly limits: GatewayLimits;
  readonly log: Logger;
  readonly auth: Authenticator;
  readonly door: JobDoor;
  readonly stats: StatsCache;
  readonly requestRate: KeyedRateLimit;
  readonly streams: OpenStreams;
  readonly sockets: SocketTable;
  /** Key of resume tokens. */
  readonly secret: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Known once the port is. */
  guard: OriginGuard | null;
  /** True from the moment of `stop`: nothing new is accepted. */
  draining: boolean;
}

/** Makes the shared parts. `options.secret` is awaited here. */
export async function createContext(options: GatewayOptions): Promise<GatewayContext> {
  const limits = { ...defaultGatewayLimits, ...options.limits };
  const context: GatewayContext = {
    options,
    limits,
    log: options.log,
    auth: new Authenticator(options.tokens, options.jwtSecret),
    door: new JobDoor({
      queues: options.queues,
      defaultQueue: options.defaultQueue,
      defaultOptions: options.defaultOptions,
      monitor: options.monitor,
      maxQueues: limits.queues,
      requestMs: limits.requestMs,
      draining: () => context.draining,
    }),
    stats: new StatsCache(options.monitor),
    requestRate: new KeyedRateLimit(limits.requestsPerSecond, limits.requestBurst),
    streams: new OpenStreams(limits),
    sockets: new SocketTable(limits),
    secret: await options.secret,
    startedAt: Date.now(),
    guard: null,
    draining: false,
  };
  return context;
}
