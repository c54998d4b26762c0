import { randomBytes } from 'node:crypto';
import { desktopOrigin } from '../../src-core/protocol/desktop';
import { Maintainer } from '../../src-core/queue/maintainer';
import { Monitor } from '../../src-core/queue/monitor';
import { Queue } from '../../src-core/queue/queue';
import { RedisHealth } from '../../src-core/redis/health';
import { describeTarget } from '../../src-core/redis/target';
import { Schedulers } from '../../src-core/schedules/schedulers';
import { createGateway, type Gateway } from '../gateway/gateway';
import type { SystemFacts } from '../gateway/options';
import type { TokenTable } from '../gateway/tokens';
import type { Supervisor } from '../host/supervisor';
import { endedSessionsIn } from './ended-sessions';
import { hostSimulator } from './hosted-simulator';
import type { OpenedRedis } from './local-redis';
import type { Stop, SystemOptions } from './options';
import { relayPolicy } from './relay';
import { savedFilesIn } from './saved-files';
import { settingsShown } from './settings';

/** A gateway costs Redis something anyway, so it looks more often than an idle worker whether anyone leads. */
const leaderCheckMs = 5_000;
const secretKey = 'sb:gateway:secret';

/** Starts the gateway with the queues, the monitor and the health check it needs. */
export async function startGateway(
  options: SystemOptions,
  redis: OpenedRedis,
  tokens: TokenTable,
  pool: Supervisor | null,
  stops: Stop[],
): Promise<Gateway & { url: string }> {
  const { config, log } = options;
  const { open, campaign, monitor } = openQueues(options, redis, stops);
  const main = open(config.queue.name);
  await main.ready(10_000);
  const health = new RedisHealth(main.commands, { engine: redis.engine });
  health.start();
  stops.push(async () => health.stop());
  const schedulers = makeSchedulers(options, open);
  const simulator = hostSimulator(options, redis, tokens);
  const gateway = createGateway({
    host: config.host,
    port: config.port,
    version: options.version,
    tokens: simulator.tokens,
    ...(config.access.jwtSecret !== null && { jwtSecret: config.access.jwtSecret }),
    secret: config.access.jwtSecret ?? (await sharedSecret(main)),
    endedSessions: endedSessionsIn(main),
    secureCookies: config.access.secureCookies,
    // The desktop's pages may attach to any gateway: no web page can have their origin.
    allowedOrigins: [...config.access.allowedOrigins, desktopOrigin],
    allowedHosts: config.access.allowedHosts,
    queues: open,
    onLeaderless: campaign,
    onScheduleChange: (queue) => schedulers.changed(queue),
    defaultQueue: config.queue.name,
    defaultOptions: { attempts: 1 + config.queue.maxRetries },
    monitor,
    redisHealth: health,
    alertPending: config.queue.alertPending,
    consoleDir: options.files.console,
    log,
    ...(pool && { pool }),
    simulators: simulator.simulators,
    ...relayPolicy(config),
    savedFiles: savedFilesIn(config.collectionsDir),
    openai: config.openai,
    system: factsOf(options, redis),
    ...(options.journal && { journal: options.journal }),
  });
  // Together, or the two waits would add up: what runs ends in time for its clients to hear of it.
  const timeoutMs = config.drainTimeoutMs;
  stops.push(() => Promise.all([gateway.stop({ timeoutMs }), pool?.stop({ timeoutMs })]));
  stops.push(() => schedulers.stop());
  // Before the gateway: it leaves its machines and cancels what is unfinished.
  stops.push(() => simulator.close());
  const { url } = await gateway.start();
  simulator.listening(url);
  schedulers.start();
  return Object.assign(gateway, { url });
}

/** This process's part in starting what schedules start. */
function makeSchedulers({ config, log }: SystemOptions, queue: (name: string) => Queue): Schedulers {
  return new Schedulers({
    queue,
    defaultQueue: config.queue.name,
    onTicks: (name, schedule, records) => {
      for (const { tick, outcome, jobId, note } of records) {
        const facts = { queue: name, schedule, tick: new Date(tick).toISOString(), jobId, note };
        log[outcome === 'started' ? 'debug' : 'info'](facts, `a tick is ${outcome}`);
      }
    },
    onError: (name, err) => log.warn({ queue: name, err }, 'schedules could not be worked on'),
  });
}

/** Opens queues as they are asked for, each with its maintenance. */
function openQueues({ config }: SystemOptions, { target: redis }: OpenedRedis, stops: Stop[]) {
  const queues = new Map<string, { queue: Queue; maintainer: Maintainer }>();
  const { maxWaiting } = config.queue;
  const open = (name: string): Queue => {
    let opened = queues.get(name);
    if (!opened) {
      const queue = new Queue(name, { redis, maxWaiting, clientName: 'signalbox:gateway' });
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
  return { open, campaign: (name: string) => queues.get(name)?.maintainer.campaign(), monitor };
}

/** What the console may show of this process and its Redis: nothing secret. */
function factsOf({ mode, config }: SystemOptions, { target, dataDir }: OpenedRedis): SystemFacts {
  return {
    mode: mode === 'serve' ? 'serve' : 'gateway',
    dataDir: config.dataDir,
    redis: { address: describeTarget(target), ours: dataDir !== null, dataDir },
    settings: settingsShown(config),
  };
}

/** Made by the first gateway and kept in Redis, so that a client can resume on any of them. */
async function sharedSecret(queue: Queue): Promise<string> {
  const { connection } = queue;
  await connection.guard(() => connection.client.set(secretKey, randomBytes(32).toString('base64url'), 'NX'));
  return (await connection.guard(() => connection.client.get(secretKey))) as string;
}
