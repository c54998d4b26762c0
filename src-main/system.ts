import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { SignalboxError } from '../src-core/protocol/errors';
import { Maintainer } from '../src-core/queue/maintainer';
import { Monitor } from '../src-core/queue/monitor';
import { Queue } from '../src-core/queue/queue';
import type { Fork } from '../src-core/redis/embedded/start';
import { findLocalRedis, startLocalRedis } from '../src-core/redis/engine';
import { RedisHealth } from '../src-core/redis/health';
import { describeTarget, type RedisTarget } from '../src-core/redis/target';
import type { Config } from './config-shape';
import { createGateway, type Gateway } from './gateway/gateway';
import type { TokenTable } from './gateway/tokens';
import { removeGatewayFile, writeGatewayFile } from './gateway-file';
import type { Host } from './host/host';
import { Supervisor } from './host/supervisor';

/** What runs here: everything, the gateway alone, or workers alone. */
export type Mode = 'serve' | 'gateway' | 'worker';

/** Built files this process starts or serves; found by the entry file, for a shared chunk lies elsewhere. */
export interface BuiltFiles {
  worker: string;
  embeddedRedis: string;
  /** Folder of the built console. */
  console: string;
}

export interface SystemOptions {
  mode: Mode;
  config: Config;
  host: Host;
  fork: Fork;
  files: BuiltFiles;
  version: string;
  /** Offer the `fail` job type. */
  tryHandlers: boolean;
  log: Logger;
  searchPath: string;
}

/** A started system: what it answers to, and how to end it. */
export interface System {
  /** null without a gateway. */
  url: string | null;
  adminToken: string;
  /** What Redis runs on, as the ready line says. */
  engine: string;
  workers: number;
  /** Ends everything that was started, in the opposite order; within the configured drain timeout. */
  stop(): Promise<void>;
}

/** How long a claim holds without a heartbeat. */
const leaseMs = 30_000;
/** A gateway costs Redis something anyway, so it looks more often than an idle worker whether anyone leads. */
const leaderCheckMs = 5_000;
const secretKey = 'sb:gateway:secret';

type Stop = () => Promise<unknown>;

/** Starts Redis when there is none, the workers and the gateway. What was started is stopped again when a part fails. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const stops: Stop[] = [];
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= (async () => {
      for (const each of stops.reverse()) await each();
    })();
    return stopping;
  };
  try {
    const { target, engine } = await openRedis(options, stops);
    const pool = options.mode === 'gateway' ? null : await startPool(options, target, stops);
    const tokens = newTokens(options.config);
    const gateway =
      options.mode === 'worker' ? null : await startGateway(options, target, engine, tokens, pool, stops);
    if (gateway) await announce(options, gateway, tokens, target, stops);
    const workers = pool?.status().filter((worker) => worker.state === 'ready').length ?? 0;
    return { url: gateway?.url ?? null, adminToken: tokens.admin[0] as string, engine, workers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openRedis(
  options: SystemOptions,
  stops: Stop[],
): Promise<{ target: RedisTarget; engine: string }> {
  const { config, log } = options;
  if (config.redis) return { target: config.redis, engine: describeTarget(config.redis) };
  const running = await findLocalRedis(config.dataDir);
  if (running) return running;
  if (options.mode === 'worker') {
    const what = 'No Redis: REDIS_URL is not set and no local Redis of Signalbox runs with this data directory';
    throw new SignalboxError('REDIS_UNAVAILABLE', `${what}. Start \`signalbox serve\` first, or set REDIS_URL`);
  }
  const local = await startLocalRedis({
    dataDir: config.dataDir,
    searchPath: options.searchPath,
    embedded: { entryPath: options.files.embeddedRedis, fork: options.fork },
    onExit: (reason, restarting) => log.error({ reason, restarting }, 'the local Redis ended'),
    onWarning: (message) => log.warn(message),
  });
  stops.push(() => local.stop());
  if (local.notice) log.warn(local.notice);
  return { target: local.target, engine: `${local.engine} ${local.version}` };
}

async function startPool(options: SystemOptions, redis: RedisTarget, stops: Stop[]): Promise<Supervisor> {
  const { config, log } = options;
  const pool = new Supervisor({
    host: options.host,
    entry: options.files.worker,
    size: config.workers.poolSize,
    ...(config.workers.id !== null && { workerIdPrefix: config.workers.id }),
    settings: {
      redis,
      queue: config.queue.name,
      concurrency: config.workers.concurrency,
      ...(config.workers.handlersFile !== null && { handlersFile: config.workers.handlersFile }),
      tryHandlers: options.tryHandlers,
      leaseMs,
      labels: {},
      openai: config.openai,
      pollIntervalMs: config.queue.pollIntervalMs,
      drainTimeoutMs: config.drainTimeoutMs,
      logLevel: config.logLevel,
    },
    onEvent: (event) => {
      if (event.type === 'line') log.info({ worker: event.name }, event.line);
      else if (event.type === 'log' && event.level !== 'silent')
        log[event.level]({ worker: event.name }, event.message);
      else if (
        event.type === 'state' &&
        (event.worker.state === 'crash-loop' || event.worker.state === 'backoff')
      ) {
        const { name, state, lastExit, lastLines } = event.worker;
        log.error(
          { worker: name, state, lastExit, lastLines: lastLines.slice(-5) },
          'a worker process ended',
        );
      }
    },
  });
  stops.push(() => pool.stop({ timeoutMs: config.drainTimeoutMs }));
  await pool.start();
  return pool;
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

function newTokens({ access }: Config): TokenTable {
  const clients = access.clientTokens.map(({ name, token, types }) => ({
    name,
    token,
    ...(types && { types }),
  }));
  const workers = access.workerTokens.map(({ name, token, types }) => ({
    name,
    token,
    ...(types && { types }),
  }));
  return {
    admin: [access.adminToken ?? newToken()],
    clients: clients.length > 0 ? clients : [{ name: 'local', token: newToken() }],
    workers: workers.length > 0 ? workers : [{ name: 'local', token: newToken() }],
  };
}

async function startGateway(
  options: SystemOptions,
  redis: RedisTarget,
  engine: string,
  tokens: TokenTable,
  pool: Supervisor | null,
  stops: Stop[],
): Promise<Gateway & { url: string }> {
  const { config, log } = options;
  const queues = new Map<string, { queue: Queue; maintainer: Maintainer }>();
  const open = (name: string): Queue => {
    let opened = queues.get(name);
    if (!opened) {
      const queue = new Queue(name, {
        redis,
        maxWaiting: config.queue.maxWaiting,
        clientName: 'signalbox:gateway',
      });
      opened = { queue, maintainer: new Maintainer(queue.connection, { checkMs: leaderCheckMs }) };
      opened.maintainer.start();
      queues.set(name, opened);
    }
    return opened.queue;
  };
  const monitor = new Monitor({ redis, clientName: 'signalbox:monitor' });
  stops.push(async () => {
    await Promise.all([...queues.values()].map(({ maintainer }) => maintainer.stop()));
    await Promise.all([...queues.values()].map(({ queue }) => queue.close()));
    await monitor.close();
  });
  const main = open(config.queue.name);
  await main.ready(10_000);
  const health = new RedisHealth(main.commands, { engine });
  health.start();
  stops.push(async () => health.stop());
  const gateway = createGateway({
    host: config.host,
    port: config.port,
    version: options.version,
    tokens,
    ...(config.access.jwtSecret !== null && { jwtSecret: config.access.jwtSecret }),
    secret: config.access.jwtSecret ?? (await sharedSecret(main)),
    allowedOrigins: config.access.allowedOrigins,
    allowedHosts: config.access.allowedHosts,
    queues: open,
    defaultQueue: config.queue.name,
    defaultOptions: { attempts: 1 + config.queue.maxRetries },
    monitor,
    redisHealth: health,
    consoleDir: options.files.console,
    log,
    ...(pool && { pool }),
  });
  stops.push(() => gateway.stop({ timeoutMs: config.drainTimeoutMs }));
  const { url } = await gateway.start();
  return Object.assign(gateway, { url });
}

/** Made by the first gateway and kept in Redis, so that a client can resume on any of them. */
async function sharedSecret(queue: Queue): Promise<string> {
  const { connection } = queue;
  await connection.guard(() => connection.client.set(secretKey, randomBytes(32).toString('base64url'), 'NX'));
  return (await connection.guard(() => connection.client.get(secretKey))) as string;
}

async function announce(
  options: SystemOptions,
  gateway: { url: string },
  tokens: TokenTable,
  redis: RedisTarget,
  stops: Stop[],
): Promise<void> {
  const { dataDir } = options.config;
  await writeGatewayFile(dataDir, {
    url: gateway.url,
    adminToken: tokens.admin[0] as string,
    clientToken: tokens.clients[0]?.token ?? '',
    workerToken: tokens.workers[0]?.token ?? '',
    pid: process.pid,
    redis,
  });
  stops.push(() => removeGatewayFile(dataDir));
}
