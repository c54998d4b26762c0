import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { queueNameSchema } from '../../../src-core/protocol/job';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { workerViews } from '../monitor/worker-views';
import { check } from './body';

/** What an operator sees and switches besides jobs: workers and queues. For admins only. */
export function operatorRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { options, limits, door } = context;

  app.get('/workers', async () => {
    return { workers: await within(workerViews(options.monitor), limits.requestMs) };
  });

  app.get('/workers/:id', async (request) => {
    const { id } = request.params as { id: string };
    const workers = await within(workerViews(options.monitor), limits.requestMs);
    const worker = workers.find((each) => each.id === id);
    if (!worker) throw new SignalboxError('WORKER_NOT_FOUND');
    return worker;
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
}

function queueOf(request: FastifyRequest): string {
  return check(queueNameSchema, (request.params as { name: string }).name, 'The queue');
}
