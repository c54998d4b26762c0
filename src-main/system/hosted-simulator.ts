import { randomBytes } from 'node:crypto';
import { describeTarget } from '../../src-core/redis/target';
import { junitOf } from '../../src-worker/simulator/report/junit';
import type { Simulators } from '../gateway/options';
import type { TokenTable } from '../gateway/tokens';
import type { OpenedRedis } from './local-redis';
import type { SystemOptions } from './options';
import { redisUrlOf } from './redis-url';
import { scenarioFiles } from './scenario-files';
import { SimulatorHost } from './simulator';

/** Whom the simulator's machines and clients are to the gateway. */
const name = 'simulator';

/** The simulator of a gateway, and the tokens it is let in by. */
export interface HostedSimulator {
  simulators: Simulators;
  tokens: TokenTable;
  /** Says where the gateway listens, once it does. */
  listening(url: string): void;
  /** Ends the run, if there is one. */
  close(): Promise<void>;
}

/** Makes the simulator; its process is started by a run. */
export function hostSimulator(
  { config, host, files, log }: SystemOptions,
  redis: OpenedRedis,
  tokens: TokenTable,
): HostedSimulator {
  const redisUrl = redisUrlOf(redis.target);
  const [clientToken, workerToken] = [newToken(), newToken()];
  let url: string | null = null;
  const simulator = new SimulatorHost({
    host,
    entry: files.simulator,
    refusal: refusalOf(config.simulator, redisUrl, redis),
    target: () => ({ gateways: [url as string], clientToken, workerToken, redisUrl: redisUrl as string }),
    log,
  });
  return {
    simulators: {
      ...scenarioFiles(files.scenarios),
      junit: junitOf,
      state: () => simulator.state(),
      onChange: (listener) => simulator.onChange(listener),
      run: (scenario, seed) => simulator.run(scenario, seed),
      command: (command) => simulator.command(command),
    },
    tokens: config.simulator
      ? {
          ...tokens,
          clients: [...tokens.clients, { name, token: clientToken }],
          workers: [...tokens.workers, { name, token: workerToken }],
        }
      : tokens,
    listening: (where) => {
      url = where;
    },
    close: () => simulator.close(),
  };
}

function refusalOf(allowed: boolean, redisUrl: string | null, { target }: OpenedRedis): string | null {
  if (!allowed) {
    return 'Simulations are not allowed on this gateway, so that nobody loads a deployment by mistake. To allow them, start it with SIGNALBOX_SIMULATOR=true';
  }
  if (redisUrl !== null) return null;
  return `Simulations need a single Redis server, and this gateway uses ${describeTarget(target)}. Start another one with REDIS_URL to run them`;
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
