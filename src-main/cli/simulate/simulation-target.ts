import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulationTarget } from '../../../src-core/protocol/simulator';
import { describeTarget, type RedisTarget } from '../../../src-core/redis/target';
import { type GatewayFile, readGatewayFile } from '../../gateway-file';
import { findRedis } from '../connect';
import { UnreachableError, UsageError } from '../failure';
import type { Build, Run } from '../run';

const healthMs = 5000;

export interface TargetOptions {
  gateway?: string[];
  workerToken?: string;
  clientToken?: string;
}

type Target = Omit<SimulationTarget, 'queue'>;

/**
 * Runs `work` against the gateways that are named, else against the one that runs on this machine, else against one of its
 * own that is ended afterwards. Throws UnreachableError, UsageError.
 */
export async function withTarget<T>(
  run: Run<TargetOptions>,
  build: Build,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const { gateway } = run.options;
  const { dataDir } = run.config();
  const file = await readGatewayFile(dataDir);
  const running = file?.alive ? file : null;
  if (gateway && gateway.length > 0) return await work(await remote(run, gateway, running));
  if (running) {
    run.tell(`Simulating against the gateway at ${running.url}`);
    return await work(await checked(await fromFile(running)));
  }
  return await withPrivateGateway(run, build, work);
}

/** Tokens: by option, else those of the running gateway when it is meant, else the first that are configured here. */
async function remote(
  run: Run<TargetOptions>,
  gateways: string[],
  running: GatewayFile | null,
): Promise<Target> {
  const { workerToken, clientToken } = run.options;
  const { access } = run.config();
  const origin = (url: string) => new URL(url).origin;
  const known = running && gateways.every((url) => origin(url) === origin(running.url)) ? running : null;
  const tokens = {
    workerToken: workerToken ?? known?.workerToken ?? access.workerTokens[0]?.token,
    clientToken: clientToken ?? known?.clientToken ?? access.clientTokens[0]?.token,
  };
  if (tokens.workerToken === undefined || tokens.clientToken === undefined)
    throw new UsageError(
      'A gateway elsewhere needs --worker-token and --client-token (or SIGNALBOX_WORKER_TOKENS and SIGNALBOX_CLIENT_TOKENS)',
    );
  const redis = run.options.redis === undefined && known?.redis ? known.redis : (await findRedis(run)).target;
  return await checked({
    gateways: gateways.map(origin),
    workerToken: tokens.workerToken,
    clientToken: tokens.clientToken,
    redisUrl: await urlOf(redis),
  });
}

async function fromFile({ url, workerToken, clientToken, redis }: GatewayFile): Promise<Target> {
  if (!redis)
    throw new UnreachableError(`The gateway at ${url} does not say which Redis it uses: give --redis URL`);
  return { gateways: [url], workerToken, clientToken, redisUrl: await urlOf(redis) };
}

async function urlOf(target: RedisTarget): Promise<string> {
  const { redisUrlOf } = await import('../../simulation');
  const url = redisUrlOf(target);
  if (url === null)
    throw new UsageError(`Simulations need a single Redis server; ${describeTarget(target)} is not one`);
  return url;
}

/** Answers the target when all of its gateways answer. */
async function checked(target: Target): Promise<Target> {
  for (const gateway of target.gateways) {
    try {
      await fetch(new URL('/health', gateway), { signal: AbortSignal.timeout(healthMs) });
    } catch (error) {
      const { cause, message } = error as Error;
      const why = cause instanceof Error ? cause.message : message;
      throw new UnreachableError(`The gateway at ${gateway} cannot be reached: ${why}`);
    }
  }
  return target;
}

async function withPrivateGateway<T>(
  run: Run,
  build: Build,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const { startPrivateGateway } = await import('../../simulation');
  const data = await mkdtemp(join(tmpdir(), 'signalbox-simulate-'));
  try {
    const config = run.config({ host: '127.0.0.1', port: '0', workers: '0', data }, true);
    const system = await startPrivateGateway(config, build.files, build.version);
    try {
      const file = await readGatewayFile(data);
      if (!file) throw new UnreachableError('The gateway of this run has left no address');
      run.tell(`Simulating against a gateway of its own at ${file.url} (Redis: ${system.engine})`);
      return await work(await fromFile(file));
    } finally {
      await system.stop();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
