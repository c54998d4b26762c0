import { Queue } from '../../src-core/queue/queue';
import type { RedisTarget } from '../../src-core/redis/target';
import { Supervisor } from '../host/supervisor';
import type { PoolEvent } from '../host/worker-slot';
import type { Stop, SystemOptions } from './options';

/** How long a claim holds without a heartbeat. */
const leaseMs = 30_000;

/** Starts the worker processes and logs what becomes of them. */
export async function startPool(
  options: SystemOptions,
  redis: RedisTarget,
  stops: Stop[],
): Promise<Supervisor> {
  const { config } = options;
  const pool = new Supervisor({
    host: options.host,
    entry: options.files.worker,
    size: config.workers.poolSize,
    ...(config.workers.id !== null && { workerIdPrefix: config.workers.id }),
    settings: {
      redis,
      queue: config.queue.name,
      concurrency: config.workers.concurrency,
      ...(config.workers.handlersFile !== null && { handlersFile: config.workers.handlersFile }),
      tryHandlers: options.tryHandlers,
      leaseMs,
      labels: {},
      openai: config.openai,
      http: {
        timeoutMs: config.workers.httpTimeoutMs,
        retries: config.workers.httpRetries,
        allow: config.workers.httpAllow,
      },
      pollIntervalMs: config.queue.pollIntervalMs,
      drainTimeoutMs: config.drainTimeoutMs,
      logLevel: config.logLevel,
    },
    onEvent: (event) => report(options, redis, event),
  });
  stops.push(() => pool.stop({ timeoutMs: config.drainTimeoutMs }));
  await pool.start();
  return pool;
}

function report({ config, log }: SystemOptions, redis: RedisTarget, event: PoolEvent): void {
  if (event.type === 'line') log.info({ worker: event.name }, event.line);
  else if (event.type === 'log') {
    if (event.level !== 'silent') log[event.level]({ worker: event.name }, event.message);
  } else if (event.worker.state === 'crash-loop' || event.worker.state === 'backoff') {
    const { name, workerId, state, lastExit, lastLines } = event.worker;
    log.error({ worker: name, state, lastExit, lastLines: lastLines.slice(-5) }, 'a worker process ended');
    takeBack(config.queue.name, redis, workerId).then(
      (jobs) => log.info({ worker: name, jobs }, 'its jobs go to others'),
      (error: unknown) =>
        log.warn({ worker: name, err: error }, 'its jobs go to others when their leases end'),
    );
  }
}

// A dead worker is rare enough for a connection of its own.
async function takeBack(name: string, redis: RedisTarget, workerId: string): Promise<number> {
  const queue = new Queue(name, { redis, clientName: 'signalbox:pool' });
  try {
    return await queue.forsake(workerId);
  } finally {
    await queue.close();
  }
}
