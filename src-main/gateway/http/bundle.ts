import type { FastifyInstance } from 'fastify';
import { bundleFileName } from '../../../src-core/protocol/bundle';
import { makeBundle } from '../bundle/make-bundle';
import type { GatewayContext } from '../context';
import { principalOf } from './guard';
import { oneJob } from './jobs';
import { systemInfo } from './system';

/** `GET /jobs/:id/bundle`: all that is known of a job, without secrets, as a file. For admins only. */
export function bundleRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/jobs/:id/bundle', async (request, reply) => {
    const { id, queue } = oneJob(request);
    const system = () => systemInfo(app, context);
    const text = await makeBundle(context, { who: principalOf(request), id, queue, system });
    reply.header('content-disposition', `attachment; filename="${bundleFileName(id)}"`);
    return reply.type('application/json; charset=utf-8').send(text);
  });
}
