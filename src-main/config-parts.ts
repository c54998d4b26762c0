import { allowedForm, parseAllowed } from '../src-core/outbound/allowed';
import { ConfigError } from '../src-core/protocol/config-error';
import { queueNameSchema } from '../src-core/protocol/job';
import { maxPoolSize } from '../src-core/protocol/worker-lifecycle';
import { parseRedisTarget } from '../src-core/redis/target';
import { absolutePath, type Machine } from './config-data-folder';
import { type ConfigReader, quoted } from './config-reader';
import type { Config, QueueConfig, RelayConfig, WorkersConfig } from './config-shape';

/** Workers by default: one a processor, but a big machine is not filled unasked. */
const maxDefaultPool = 4;
/** Connections the gateway and its maintenance need, and those of one worker process. */
const gatewayConnections = 12;
const workerConnections = 4;
const workerIdPattern = /^[A-Za-z0-9._:-]{1,64}$/;

/** @param isLocal nobody but the user of this machine is served */
export function readWorkers(reader: ConfigReader, machine: Machine, isLocal: boolean): WorkersConfig {
  const handlers = reader.text(null, 'handlers');
  return {
    id: reader.matching('WORKER_ID', (text) => workerIdPattern.test(text), '1 to 64 of A-Z a-z 0-9 . _ : -'),
    poolSize: reader.integer(
      'WORKER_POOL_SIZE',
      { min: 0, max: maxPoolSize, otherwise: Math.min(maxDefaultPool, machine.processors) },
      'workers',
    ),
    concurrency: reader.integer(
      'WORKER_MAX_CONCURRENT_JOBS',
      { min: 1, max: 10_000, otherwise: 5 },
      'concurrency',
    ),
    httpTimeoutMs: reader.duration('WORKER_HTTP_TIMEOUT', 90_000),
    httpRetries: reader.integer('WORKER_RETRY_COUNT', { min: 0, max: 100, otherwise: 3 }),
    httpAllow: readAllowed(reader, 'WORKER_HTTP_ALLOW', isLocal),
    handlersFile: handlers && absolutePath(handlers, machine),
  };
}

export function readQueue(reader: ConfigReader): QueueConfig {
  const name = reader.given(null, 'queue');
  const parsed = name && queueNameSchema.safeParse(name.text);
  if (parsed && !parsed.success) {
    throw new ConfigError(name.name, quoted(name.text), '1 to 64 of letters, digits, . _ -');
  }
  return {
    name: name?.text ?? 'default',
    batchSize: reader.integer('QUEUE_BATCH_SIZE', { min: 1, max: 10_000, otherwise: 100 }),
    pollIntervalMs: reader.duration('QUEUE_POLL_INTERVAL', 15_000),
    maxRetries: reader.integer('QUEUE_MAX_RETRIES', { min: 0, max: 99, otherwise: 3 }),
    alertPending: reader.integer('QUEUE_ALERT_PENDING', { min: 0, max: 1_000_000_000, otherwise: 10_000 }),
    // 0 is how the environment says "no cap".
    maxWaiting:
      reader.integer('QUEUE_MAX_WAITING', { min: 0, max: 1_000_000_000, otherwise: 100_000 }) || null,
  };
}

/** @param isLocal nobody but the user of this machine is served: what it listens on can be reached by them anyway */
export function readRelay(reader: ConfigReader, isLocal: boolean): RelayConfig {
  return {
    enabled: reader.flag('SIGNALBOX_RELAY', isLocal),
    allow: readAllowed(reader, 'SIGNALBOX_RELAY_ALLOW', isLocal),
  };
}

/** An allow-list of addresses; this machine's own when nothing is said and nobody else is served. */
function readAllowed(reader: ConfigReader, variable: string, isLocal: boolean): readonly string[] {
  const given = reader.entries(variable);
  for (const entry of given) {
    try {
      parseAllowed(entry);
    } catch {
      throw new ConfigError(variable, quoted(entry), allowedForm);
    }
  }
  return given.length === 0 && isLocal ? ['loopback'] : given;
}

/** The Redis that is configured, null when nothing is; every value is checked either way. */
export function readRedis(
  reader: ConfigReader,
  poolSize: number,
): Pick<Config, 'redis' | 'redisMaxConnections'> {
  const url = reader.given('REDIS_URL', 'redis');
  const parts = {
    host: reader.text('REDIS_HOST') ?? undefined,
    port: reader.text('REDIS_PORT') ?? undefined,
    db: reader.text('REDIS_DB') ?? undefined,
    password: reader.text('REDIS_PASSWORD') ?? undefined,
    sentinels: reader.text('REDIS_SENTINELS') ?? undefined,
    cluster: reader.text('REDIS_CLUSTER') ?? undefined,
  };
  const configured =
    url || Object.values(parts).some(Boolean) || reader.flag('PROD') || reader.flag('REDIS_TLS');
  const target = blaming(url?.name, () =>
    parseRedisTarget({
      ...parts,
      url: url?.text,
      tls: reader.text('REDIS_TLS') ?? undefined,
      prod: reader.text('PROD') ?? undefined,
    }),
  );
  const otherwise = gatewayConnections + workerConnections * poolSize;
  return {
    redis: configured ? target : null,
    redisMaxConnections: reader.integer('REDIS_MAX_CONNECTIONS', { min: 4, max: 100_000, otherwise }),
  };
}

/** A URL of one of these protocols. It is never quoted: it may hold a password. */
export function readUrl(reader: ConfigReader, variable: string, protocols: string[]): string | null {
  const accepts = (text: string) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
  const forms = protocols.map((protocol) => `${protocol}//host...`).join(' or ');
  return reader.matching(variable, accepts, `a URL, ${forms}`, true);
}

/** Lets an error name the option a URL came from instead of the variable. */
function blaming<Result>(name: string | undefined, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ConfigError) || error.variable !== 'REDIS_URL' || !name) throw error;
    throw new ConfigError(name, error.fault, error.accepted);
  }
}
