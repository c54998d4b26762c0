import type { FastifyInstance } from 'fastify';
import { readFacts } from '../../../src-core/queue/facts';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { principalOf } from './guard';
import { oneJob } from './jobs';

/** `GET /jobs/:id/facts`: what explains a job's place, besides its own trace. For admins only. */
export function factsRoute(app: FastifyInstance, { door, options, limits }: GatewayContext): void {
  app.get('/jobs/:id/facts', async (request) => {
    const { id, queue } = oneJob(request);
    const job = await door.get(principalOf(request), id, queue);
    return within(readFacts(options.monitor.queue(job.queue).connection, job), limits.requestMs);
  });
}
