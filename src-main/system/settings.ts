import { describeConfig } from '../config-describe';
import type { Config } from '../config-shape';

/** The settings in force by the names of their variables, for people; tokens, keys and passwords are left out. */
export function settingsShown(config: Config): Record<string, string> {
  const { access, workers, queue, openai } = config;
  const { baseUrl } = describeConfig(config).openai as { baseUrl?: string };
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(', ');
  const settings: Record<string, string | number | boolean | null | undefined> = {
    PROD: config.production,
    LOG_LEVEL: config.logLevel,
    DRAIN_TIMEOUT: `${config.drainTimeoutMs}ms`,
    EXECUTION: config.execution,
    REDIS_MAX_CONNECTIONS: config.redisMaxConnections,
    WORKER_ID: workers.id,
    WORKER_POOL_SIZE: workers.poolSize,
    WORKER_MAX_CONCURRENT_JOBS: workers.concurrency,
    WORKER_HTTP_TIMEOUT: `${workers.httpTimeoutMs}ms`,
    WORKER_RETRY_COUNT: workers.httpRetries,
    WORKER_HTTP_ALLOW: workers.httpAllow.join(', '),
    '--handlers': workers.handlersFile,
    QUEUE_BATCH_SIZE: queue.batchSize,
    QUEUE_POLL_INTERVAL: `${queue.pollIntervalMs}ms`,
    QUEUE_MAX_RETRIES: queue.maxRetries,
    QUEUE_ALERT_PENDING: queue.alertPending,
    QUEUE_MAX_WAITING: queue.maxWaiting ?? 0,
    OPENAI_BASE_URL: baseUrl,
    OPENAI_API_KEY: openai.apiKey ? 'set' : null,
    SIGNALBOX_SIMULATOR: config.simulator,
    SIGNALBOX_RELAY: config.relay.enabled,
    SIGNALBOX_RELAY_ALLOW: config.relay.allow.join(', '),
    SIGNALBOX_COLLECTIONS: config.collectionsDir,
    SIGNALBOX_ADMIN_TOKEN: access.adminToken ? 'set' : 'made at this start',
    SIGNALBOX_CLIENT_TOKENS: names(access.clientTokens),
    SIGNALBOX_WORKER_TOKENS: names(access.workerTokens),
    SIGNALBOX_JWT_SECRET: access.jwtSecret ? 'set' : null,
    SIGNALBOX_ALLOWED_ORIGINS: access.allowedOrigins.join(', '),
    SIGNALBOX_ALLOWED_HOSTS: access.allowedHosts.join(', '),
  };
  const given = Object.entries(settings).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
