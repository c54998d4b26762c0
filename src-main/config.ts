import { availableParallelism, homedir } from 'node:os';
import { ConfigError } from '../src-core/protocol/config-error';
import { logLevels } from '../src-core/protocol/worker-lifecycle';
import { absolutePath, defaultDataFolder, type Machine } from './config-data-folder';
import { readQueue, readRedis, readRelay, readUrl, readWorkers } from './config-parts';
import { ConfigReader, type Environment, type Overrides } from './config-reader';
import type { Config } from './config-shape';
import { hasTokens, readAccess } from './config-tokens';

/** Loopback addresses and names: nobody on another machine reaches them. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** The machine this process runs on. */
function thisMachine(): Machine {
  const { platform } = process;
  return { platform, homeDir: homedir(), workingDir: process.cwd(), processors: availableParallelism() };
}

/**
 * Reads every setting: from `overrides` (command-line options), else from `env`, else its default.
 * The only reader of the environment; called once in each entry, its result is passed down.
 * @param listens false for a command that opens no port, so that its address does not matter
 * @throws ConfigError for a value that does not parse, and for an address others can reach without a token configured
 */
export function readConfig(
  env: Environment,
  overrides: Overrides = {},
  { listens = true, machine = thisMachine() }: { listens?: boolean; machine?: Machine } = {},
): Config {
  const reader = new ConfigReader(env, overrides);
  const data = reader.text('SIGNALBOX_DATA', 'data');
  const dataDir = data ? absolutePath(data, machine) : defaultDataFolder(env, machine);
  const collections = reader.text('SIGNALBOX_COLLECTIONS', 'collections') ?? `${dataDir}/collections`;
  const host = reader.text('SIGNALBOX_HOST', 'host') ?? '127.0.0.1';
  const isLocal = loopback.test(host) && !reader.flag('PROD');
  const workers = readWorkers(reader, machine, isLocal);
  const config: Config = {
    host,
    port: reader.integer('SIGNALBOX_PORT', { min: 0, max: 65_535, otherwise: 8000 }, 'port'),
    dataDir,
    collectionsDir: absolutePath(collections, machine),
    production: reader.flag('PROD'),
    logLevel: reader.choice('LOG_LEVEL', logLevels, 'info'),
    drainTimeoutMs: reader.duration('DRAIN_TIMEOUT', 10_000),
    execution: reader.choice('EXECUTION', ['queue', 'direct'], 'queue'),
    ...readRedis(reader, workers.poolSize),
    databaseUrl: readUrl(reader, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    access: readAccess(reader),
    // A simulation loads its gateway and Redis: nobody is to do that to a deployment unasked.
    simulator: reader.flag('SIGNALBOX_SIMULATOR', isLocal),
    // Nor is anybody to reach what only a deployment reaches.
    relay: readRelay(reader, isLocal),
    openai: {
      baseUrl: readUrl(reader, 'OPENAI_BASE_URL', ['http:', 'https:']) ?? undefined,
      apiKey: reader.text('OPENAI_API_KEY') ?? undefined,
      timeoutMs: workers.httpTimeoutMs,
    },
    workers,
    queue: readQueue(reader),
  };
  if (listens && !loopback.test(config.host) && !hasTokens(config.access)) {
    const name = reader.given('SIGNALBOX_HOST', 'host')?.name ?? 'SIGNALBOX_HOST';
    throw new ConfigError(
      name,
      `"${config.host}" can be reached from other machines and no token is configured`,
      'a loopback address (127.0.0.1, ::1, localhost), or set SIGNALBOX_ADMIN_TOKEN as well',
    );
  }
  return deepFreeze(config);
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}
