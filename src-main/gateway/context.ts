import type { Logger } from 'pino';
import { defaultGatewayLimits, type GatewayLimits } from '../../src-core/protocol/limits';
import { Fleets } from './fleet/fleets';
import { OpenStreams } from './http/sse';
import { JobDoor } from './job-door';
import { ModelNames } from './model-names';
import { deadLetterSource } from './monitor/dead-letter-source';
import { makeFeeds } from './monitor/feeds';
import { FrameRecorder } from './monitor/frame-recorder';
import { MonitorHub } from './monitor/hub';
import { Operations } from './operations/registry';
import type { GatewayOptions } from './options';
import type { OriginGuard } from './origins';
import { KeyedRateLimit } from './rate-limit';
import { Relays } from './relay/relays';
import { Sessions } from './sessions';
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
  /** Workers on sockets. */
  readonly fleets: Fleets;
  /** The long acts that run here. */
  readonly operations: Operations;
  readonly stats: StatsCache;
  readonly models: ModelNames;
  readonly sessions: Sessions;
  readonly requestRate: KeyedRateLimit;
  /** Attempts to sign in, by address. */
  readonly signInRate: KeyedRateLimit;
  readonly streams: OpenStreams;
  readonly sockets: SocketTable;
  /** Connections of the debug client to other servers. */
  readonly relays: Relays;
  /** The last frames of those sockets. */
  readonly frames: FrameRecorder;
  /** What monitors watch. */
  readonly hub: MonitorHub;
  /** Key of resume tokens. */
  readonly secret: string;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Known once the port is, as is `url`. */
  guard: OriginGuard | null;
  /** `http://HOST:PORT` as it is reached on this machine. */
  url: string | null;
  /** True from the moment of `stop`: nothing new is accepted. */
  draining: boolean;
}

/** Makes the shared parts. `options.secret` is awaited here. */
export async function createContext(options: GatewayOptions): Promise<GatewayContext> {
  const limits = { ...defaultGatewayLimits, ...options.limits };
  const secret = await options.secret;
  const stats = new StatsCache(options.monitor);
  const streams = new OpenStreams(limits);
  const sockets = new SocketTable(limits);
  const frames = new FrameRecorder(limits);
  const operations = new Operations({ log: options.log });
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
    fleets: new Fleets({
      queue: (name) => context.door.open(name ?? options.defaultQueue),
      leaseMs: options.leaseMs ?? 30_000,
      ackMs: limits.ackMs,
      chunksWaiting: limits.chunksWaiting,
      log: options.log,
      onLeaderless: (queue) => options.onLeaderless?.(queue),
    }),
    operations,
    stats,
    models: new ModelNames(options.openai, options.log),
    sessions: new Sessions({ secret, adminTokens: options.tokens.admin, ended: options.endedSessions }),
    requestRate: new KeyedRateLimit(limits.requestsPerSecond, limits.requestBurst),
    signInRate: new KeyedRateLimit(limits.signInsPerMinute / 60, limits.signInBurst),
    streams,
    sockets,
    relays: new Relays(limits),
    frames,
    hub: newHub({ options, operations, stats, frames, sockets, streams }),
    secret,
    startedAt: Date.now(),
    guard: null,
    url: null,
    draining: false,
  };
  return context;
}

function newHub(
  parts: Pick<GatewayContext, 'options' | 'operations' | 'stats' | 'frames' | 'sockets' | 'streams'>,
): MonitorHub {
  const { options, operations, stats, frames, sockets, streams } = parts;
  const deadLetters = deadLetterSource(options.monitor, operations);
  const open = () => ({ sockets: sockets.size, streams: streams.count });
  return new MonitorHub((publish) => makeFeeds({ options, stats, frames, deadLetters, open }, publish));
}
