import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import { assertNever } from '../protocol/assert-never';
import { SignalboxError } from '../protocol/errors';
import { markBlocking } from './close';
import type { RedisTarget } from './target';

/** A connection to one server or to a Cluster. */
export type RedisClient = Redis | Cluster;

/** TCP and TLS have this long to be established. */
const CONNECT_TIMEOUT_MS = 4000;
/** From there to `ready`: a server that accepts and never answers is left and tried again. */
const HANDSHAKE_TIMEOUT_MS = 4000;
/** No byte for this long while a reply is due: the link is taken for dead. Blocking reads add their block time. */
const SILENCE_MS = 4000;
/** A dead socket that does not close by itself is destroyed. */
const DISCONNECT_TIMEOUT_MS = 250;
/** Idle seconds before the kernel probes; finds a cut link in about 15 s (it cannot see a hung peer). */
const KEEP_ALIVE_MS = 5000;
const LONGEST_RETRY_MS = 2000;

interface ConnectOptions {
  /** Shown by CLIENT LIST. */
  name: string;
  /** Connection errors; reconnecting goes on by itself, for ever. Without it they are dropped. */
  onError?: (error: Error) => void;
}

/**
 * A connection for commands and scripts that return at once. Every script sent over it must be idempotent: after a
 * lost link it is sent again. Await `whenReady` first: until then, and whenever the link is down, commands fail at
 * once, unless `offlineQueue` lets them wait in memory (unbounded).
 *
 * @param options.commandTimeoutMs a command without a reply by then rejects, though it may still run; default 5000
 */
export function connectCommands(
  target: RedisTarget,
  options: ConnectOptions & { commandTimeoutMs?: number; offlineQueue?: boolean },
): RedisClient {
  return open(target, options, {
    commandTimeout: options.commandTimeoutMs ?? 5000,
    socketTimeout: SILENCE_MS,
    maxRetriesPerRequest: 2,
    enableOfflineQueue: options.offlineQueue ?? false,
  });
}

/**
 * A connection for blocking reads of up to `blockMs`. Its reads wait out a lost connection, are resent, and reject
 * only when the server answers with an error or the client is closed; so a read must never take a job by itself.
 */
export function connectBlocking(
  target: RedisTarget,
  options: ConnectOptions & { blockMs: number },
): RedisClient {
  const client = open(target, options, {
    // No commandTimeout: it would end the blocking reads themselves.
    socketTimeout: options.blockMs + 2000,
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
  });
  markBlocking(client);
  return client;
}

/**
 * A connection for subscriptions, which are restored after a reconnect (what was published meanwhile is lost: read
 * it from where it is stored). In a Cluster use `ssubscribe`.
 *
 * @param options.probeMs a subscriber only listens, so it asks for a sign of life this often and reconnects without
 *   one; one command each time. Default 15000, 0 = never. In a Cluster only the kernel's keepalive watches.
 */
export function connectSubscriber(
  target: RedisTarget,
  options: ConnectOptions & { probeMs?: number },
): RedisClient {
  const client = open(target, options, {
    socketTimeout: SILENCE_MS,
    maxRetriesPerRequest: null,
    enableOfflineQueue: true,
  });
  markBlocking(client);
  const probeMs = options.probeMs ?? 15_000;
  if (probeMs > 0 && client instanceof Redis) probe(client, probeMs);
  return client;
}

/**
 * Resolves when commands can be sent. Rejects with REDIS_UNAVAILABLE after `timeoutMs`, the last connection error as
 * its cause, or when the client has been closed; the client goes on trying.
 */
export function whenReady(client: RedisClient, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last: unknown;
    const settle = (error?: SignalboxError) => {
      clearTimeout(timer);
      client.off('ready', ready).off('error', note).off('end', ended);
      if (error) reject(error);
      else resolve();
    };
    const fail = (what: string) => {
      const reason = last instanceof Error ? `: ${last.message}` : '';
      settle(new SignalboxError('REDIS_UNAVAILABLE', `${what}${reason}`, { cause: last }));
    };
    const ready = () => settle();
    const note = (error: unknown) => {
      last = error;
    };
    const ended = () => fail('The Redis connection was closed');
    const timer = setTimeout(() => fail(`Redis did not answer within ${timeoutMs} ms`), timeoutMs);
    client.on('ready', ready).on('error', note).on('end', ended);
    if (client.status === 'end') ended();
  });
}

/** Milliseconds before connection attempt `attempt` (from 1): 50 doubling to 2000, the upper half at random. */
export function reconnectDelay(attempt: number): number {
  const ceiling = Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS);
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}

type OwnOptions = Pick<
  RedisOptions,
  'commandTimeout' | 'socketTimeout' | 'maxRetriesPerRequest' | 'enableOfflineQueue'
>;

function open(target: RedisTarget, options: ConnectOptions, own: OwnOptions): RedisClient {
  const client = create(target, options.name, own);
  const onError = options.onError ?? (() => {});
  client.on('error', onError);
  if (client instanceof Redis) {
    guardHandshake(client);
  } else {
    client.on('+node', guardHandshake);
    client.on('node error', onError);
  }
  return client;
}

function create(target: RedisTarget, name: string, own: OwnOptions): RedisClient {
  const base = commonOptions(target, name, own);
  const single: RedisOptions = { ...base, retryStrategy: reconnectDelay };
  switch (target.kind) {
    case 'single':
      if (target.path) return new Redis({ ...single, db: target.db, path: target.path });
      return new Redis({ ...single, db: target.db, host: target.host, port: target.port });
    case 'sentinel':
      return new Redis({ ...single, ...sentinelOptions(target) });
    case 'cluster':
      return new Cluster(target.nodes, clusterOptions(base, own));
    default:
      return assertNever(target);
  }
}

function commonOptions(target: RedisTarget, name: string, own: OwnOptions): RedisOptions {
  const options: RedisOptions = {
    ...own,
    connectionName: name,
    // Measured no faster with 3, and 2 needs no HELLO, which proxies and old servers refuse.
    protocol: 2,
    keepAlive: KEEP_ALIVE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    enableAutoPipelining: false,
    reconnectOnError,
  };
  if (target.username) options.username = target.username;
  if (target.password) options.password = target.password;
  if (target.tls) options.tls = {};
  return options;
}

function sentinelOptions(target: RedisTarget & { kind: 'sentinel' }): RedisOptions {
  return {
    sentinels: target.sentinels,
    name: target.name,
    db: target.db,
    sentinelRetryStrategy: reconnectDelay,
    sentinelCommandTimeout: SILENCE_MS,
    // Hears of a failover from the Sentinels instead of only from the lost connection.
    failoverDetector: true,
    enableTLSForSentinelMode: target.tls,
    ...(target.tls ? { sentinelTLS: {} } : {}),
    ...(target.sentinelPassword ? { sentinelPassword: target.sentinelPassword } : {}),
  };
}

function clusterOptions(base: RedisOptions, own: OwnOptions): ClusterOptions {
  return {
    redisOptions: base,
    enableOfflineQueue: own.enableOfflineQueue,
    clusterRetryStrategy: reconnectDelay,
    slotsRefreshTimeout: SILENCE_MS,
    // MOVED replies refresh the slots at once; this only bounds how long a silent change stays unseen.
    slotsRefreshInterval: 30_000,
    shardedSubscribers: own.maxRetriesPerRequest === null && own.commandTimeout === undefined,
  };
}

/** After a failover: connect anew (the name may now lead to the new primary) and send the command again. */
function reconnectOnError(error: Error): false | 2 {
  return error.message.startsWith('READONLY') || error.message.startsWith('UNBLOCKED') ? 2 : false;
}

/** ioredis' own connectTimeout ends with the TCP connection: a server silent from then on would hold it for ever. */
function guardHandshake(client: Redis): void {
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  client.on('connect', () => {
    clear();
    timer = setTimeout(() => {
      // `true`: with `false` a client that is reconnecting would stay parked for good.
      if (client.status === 'connect') client.disconnect(true);
    }, HANDSHAKE_TIMEOUT_MS);
  });
  client.on('ready', clear).on('close', clear).on('end', clear);
}

/** Sends a PING now and then; `socketTimeout` cuts the connection when nothing comes back. */
function probe(client: Redis, everyMs: number): void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(timer);
  client.on('ready', () => {
    stop();
    timer = setInterval(() => {
      if (client.status === 'ready') client.ping().catch(() => {});
    }, everyMs);
    timer.unref();
  });
  client.on('close', stop).on('end', stop);
}
