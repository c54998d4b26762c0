import type { RedisTarget } from '../../src-core/redis/target';
import { Supervisor } from '../host/supervisor';
import type { Stop, SystemOptions } from './options';

/** How long a claim holds without a heartbeat. */
const leaseMs = 30_000;

/** Starts the worker processes and logs what becomes of them. */
export async function startPool(
  options: SystemOptions,
  redis: RedisTarget,
  stops: Stop[],
): Promise<Supervisor> {
  const { config, log } = options;
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
      pollIntervalMs: config.queue.pollIntervalMs,
      drainTimeoutMs: config.drainTimeoutMs,
      logLevel: config.logLevel,
    },
    onEvent: (event) => {
      if (event.type === 'line') log.info({ worker: event.name }, event.line);
      else if (event.type === 'log' && event.level !== 'silent')
        log[event.level]({ worker: event.name }, event.message);
      else if (
        event.type === 'state' &&
        (event.worker.state === 'crash-loop' || event.worker.state === 'backoff')
      ) {
        const { name, state, lastExit, lastLines } = event.worker;
        log.error(
          { worker: name, state, lastExit, lastLines: lastLines.slice(-5) },
          'a worker process ended',
        );
      }
    },
  });
  stops.push(() => pool.stop({ timeoutMs: config.drainTimeoutMs }));
  await pool.start();
  return pool;
}
