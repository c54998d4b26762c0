import type { FastifyInstance, FastifyRequest } from 'fastify';
import { manyJobsBodySchema } from '../../../src-core/protocol/search';
import type { GatewayContext } from '../context';
import { Orders } from '../operations/orders';
import { check } from './body';
import { principalOf } from './guard';

/** Acting on many jobs at once, and the long acts that run here. For admins only. */
export function operationRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { operations } = context;
  const orders = new Orders(context);

  app.post('/jobs/cancel', async (request, reply) => {
    const body = check(manyJobsBodySchema, request.body, 'The body');
    return reply.code(202).send(await orders.cancel(principalOf(request), body));
  });

  app.post('/jobs/retry', async (request, reply) => {
    const body = check(manyJobsBodySchema, request.body, 'The body');
    return reply.code(202).send(await orders.retry(principalOf(request), body));
  });

  app.get('/operations', () => ({ operations: operations.list() }));
  app.get('/operations/:id', (request) => operations.get(idOf(request)));
  app.post('/operations/:id/stop', (request) => operations.stop(idOf(request)));
}

function idOf(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
