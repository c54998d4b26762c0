import type { RedisTarget } from '../src-core/redis/target';
import { passwordsOf } from './config-secrets';
import type { TokenTable } from './gateway/tokens';
import { removeGatewayFile, writeGatewayFile } from './gateway-file';
import { startGateway } from './system/gateway';
import { openRedis } from './system/local-redis';
import type { Stop, System, SystemOptions } from './system/options';
import { startPool } from './system/pool';
import { newTokens } from './system/tokens';

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
    const redis = await openRedis(options, stops);
    const { target, engine } = redis;
    for (const password of passwordsOf(target)) options.journal?.know(password);
    const pool = options.mode === 'gateway' ? null : await startPool(options, target, stops);
    const tokens = newTokens(options.config);
    for (const token of tokens.admin) options.journal?.know(token);
    for (const { token } of [...tokens.clients, ...tokens.workers]) options.journal?.know(token);
    const gateway =
      options.mode === 'worker' ? null : await startGateway(options, redis, tokens, pool, stops);
    if (gateway) await announce(options, gateway, tokens, target, stops);
    const workers = pool?.status().filter((worker) => worker.state === 'ready').length ?? 0;
    return { url: gateway?.url ?? null, adminToken: tokens.admin[0] as string, engine, workers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
