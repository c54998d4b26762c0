import { ConfigError } from '../../src-core/protocol/config-error';
import { parseRedisTarget, type RedisTarget } from '../../src-core/redis/target';
import type { Backend, Backends, ProfileTarget } from '../desktop/profiles/backend';
import { startSystem } from '../system';
import type { SystemOptions } from './options';
import { tryRedis } from './try-redis';

/** What the desktop starts for a profile: the same system as headless, in the processes that `base` says. */
export function desktopBackends(
  base: Omit<SystemOptions, 'mode' | 'tryHandlers'>,
  /** Take another port when the configured one is taken. */
  anyPort: boolean,
): Backends {
  return {
    checkRedisUrl: (url) => void redisTarget(url, null),
    start: (target) => start(base, target, anyPort),
    testRedis: (url, password) => tryRedis(redisTarget(url, password)),
  };
}

async function start(
  base: Omit<SystemOptions, 'mode' | 'tryHandlers'>,
  target: ProfileTarget,
  anyPort: boolean,
): Promise<Backend> {
  if (target.kind === 'gateway') return { url: target.url, token: target.token, stop: async () => undefined };
  const options = optionsFor(base, target);
  try {
    return await run(options);
  } catch (error) {
    if (!anyPort || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await run({ ...options, config: { ...options.config, port: 0 } });
  }
}

async function run(options: SystemOptions): Promise<Backend> {
  const { url, adminToken, stop } = await startSystem(options);
  if (url === null) throw new Error('The gateway did not start');
  return { url, token: adminToken, stop };
}

function optionsFor(
  base: Omit<SystemOptions, 'mode' | 'tryHandlers'>,
  target: Exclude<ProfileTarget, { kind: 'gateway' }>,
): SystemOptions {
  const { config } = base;
  if (target.kind === 'local') return { ...base, mode: 'serve', tryHandlers: true };
  const workers = { ...config.workers, poolSize: target.workers };
  const redis = redisTarget(target.url, target.password);
  // Jobs of a Redis elsewhere may be somebody's work: nothing there is for trying out.
  return { ...base, mode: 'serve', tryHandlers: false, config: { ...config, redis, workers } };
}

function redisTarget(url: string, password: string | null): RedisTarget {
  try {
    const target = parseRedisTarget({ url });
    return password === null ? target : { ...target, password };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Error(`The Redis URL: ${error.fault}; accepted: ${error.accepted}`);
  }
}
