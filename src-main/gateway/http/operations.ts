import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { queueNameSchema } from '../../../src-core/protocol/job';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { check } from './body';
import { toWorkerView } from './job-view';

/** What an operator sees and switches besides jobs: workers, queues, the pool. For admins only. */
export function operatorRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { options, limits, door } = context;

  app.get('/workers', async () => {
    const workers = await within(options.monitor.workers(), limits.requestMs);
    return { workers: workers.map(toWorkerView) };
  });

  app.get('/workers/:id', async (request) => {
    const { id } = request.params as { id: string };
    const worker = await within(options.monitor.worker(id), limits.requestMs);
    if (!worker) throw new SignalboxError('WORKER_NOT_FOUND');
    return toWorkerView(worker);
  });

  app.post('/queues/:name/pause', async (request) => {
    const name = queueOf(request);
    await within(door.open(name).pause(), limits.requestMs);
    return { queue: name, paused: true };
  });

  app.post('/queues/:name/resume', async (request) => {
    const name = queueOf(request);
    await within(door.open(name).resume(), limits.requestMs);
    return { queue: name, paused: false };
  });

  app.get('/pool', async () => {
    if (!options.pool) throw new SignalboxError('NOT_FOUND', 'This gateway runs no workers of its own');
    return options.pool.status();
  });
}

function queueOf(request: FastifyRequest): string {
  return check(queueNameSchema, (request.params as { name: string }).name, 'The queue');
}
