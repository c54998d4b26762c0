import { SignalboxError } from '../../src-core/protocol/errors';
import { Monitor } from '../../src-core/queue/monitor';
import type { Queue } from '../../src-core/queue/queue';
import { describeTarget, type RedisTarget } from '../../src-core/redis/target';
import { gatewayFilePath, readGatewayFile } from '../gateway-file';
import { UnreachableError } from './failure';
import type { Run } from './run';

const connectWaitMs = 3000;

/** A Redis, and where it was learned of. */
export interface RedisPlace {
  target: RedisTarget;
  /** As in `127.0.0.1:6379 (from --redis)`. */
  description: string;
}

/** `--redis`, else the environment, else the instance that runs on this machine. Throws UnreachableError, ConfigError. */
export async function findRedis(run: Run): Promise<RedisPlace> {
  const { redis, dataDir } = run.config();
  if (redis) {
    const source = run.options.redis ? '--redis' : 'the environment';
    return { target: redis, description: `${describeTarget(redis)} (from ${source})` };
  }
  const file = await readGatewayFile(dataDir);
  if (file?.alive && file.redis) {
    return {
      target: file.redis,
      description: `${describeTarget(file.redis)} (of the instance at ${file.url})`,
    };
  }
  const found = file ? 'the instance recorded in it has ended' : 'there is none';
  throw new UnreachableError(
    `Found no Redis. Tried --redis (not given), REDIS_URL and REDIS_* (not set), and a running instance ` +
      `(${gatewayFilePath(dataDir)}: ${found}). Start one with "npm start", or give --redis URL.`,
  );
}

/** Runs `work` with a connection to Redis and closes it. Throws UnreachableError when Redis does not answer. */
export async function withMonitor<T>(run: Run, work: (monitor: Monitor) => Promise<T>): Promise<T> {
  const place = await findRedis(run);
  const monitor = new Monitor({
    redis: place.target,
    clientName: 'signalbox:cli',
    connectWaitMs,
    ...(run.options.queue !== undefined && { queues: [run.options.queue] }),
  });
  try {
    await monitor.queue(run.queue).ready(connectWaitMs);
    return await work(monitor);
  } catch (error) {
    if (!(error instanceof SignalboxError) || error.code !== 'REDIS_UNAVAILABLE') throw error;
    throw new UnreachableError(`Redis at ${place.description} cannot be reached: ${error.message}`);
  } finally {
    await monitor.close();
  }
}

/** The queue a job is in: `--queue`, else the first that has it, `default` before others. Throws JOB_NOT_FOUND. */
export async function queueOf(run: Run, monitor: Monitor, id: string): Promise<Queue> {
  const others = run.options.queue === undefined ? await monitor.queueNames() : [];
  for (const name of new Set([run.queue, ...others])) {
    const queue = monitor.queue(name);
    if (await queue.owner(id)) return queue;
  }
  const where = run.options.queue === undefined ? '' : ` in queue ${run.queue}`;
  throw new SignalboxError('JOB_NOT_FOUND', `No job ${id}${where}`);
}
