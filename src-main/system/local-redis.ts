import { SignalboxError } from '../../src-core/protocol/errors';
import { engineDir, findLocalRedis, startLocalRedis } from '../../src-core/redis/engine';
import { describeTarget, type RedisTarget } from '../../src-core/redis/target';
import type { Stop, SystemOptions } from './options';

/** The Redis everything here uses. */
export interface OpenedRedis {
  target: RedisTarget;
  /** As the ready line says it. */
  engine: string;
  /** Where it keeps its data; null for a server that Signalbox did not start. */
  dataDir: string | null;
}

/** The Redis that is configured, or else one of our own: one that runs already, or a new one. */
export async function openRedis(options: SystemOptions, stops: Stop[]): Promise<OpenedRedis> {
  const { config, log } = options;
  if (config.redis) return { target: config.redis, engine: describeTarget(config.redis), dataDir: null };
  const running = await findLocalRedis(config.dataDir);
  if (running) return { ...running, dataDir: engineDir(config.dataDir, running.engine) };
  if (options.mode === 'worker') {
    const what =
      'No Redis: REDIS_URL is not set and no local Redis of Signalbox runs with this data directory';
    throw new SignalboxError(
      'REDIS_UNAVAILABLE',
      `${what}. Start \`signalbox serve\` first, or set REDIS_URL`,
    );
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
  const dataDir = engineDir(config.dataDir, local.engine);
  return { target: local.target, engine: `${local.engine} ${local.version}`, dataDir };
}
