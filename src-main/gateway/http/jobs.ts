import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  cancelBodySchema,
  idempotencyKeySchema,
  type JobsAnswer,
  jobsQuerySchema,
  oneJobQuerySchema,
  type SubmitAnswer,
} from '../../../src-core/protocol/http';
import { fullJobIdSchema, jobRequestSchema } from '../../../src-core/protocol/job';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { check } from './body';
import { fingerprint } from './fingerprint';
import { principalOf } from './guard';
import { toJobView } from './job-view';

const forClients = { config: { access: 'client' as const } };

/** Submitting, listing, looking up, cancelling and retrying jobs. */
export function jobRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { door } = context;

  app.post('/jobs', forClients, async (request, reply) => {
    const body = check(jobRequestSchema, request.body, 'The body');
    const header = request.headers['idempotency-key'];
    const key = header === undefined ? undefined : check(idempotencyKeySchema, header, 'The Idempotency-Key');
    const guarded = key === undefined ? undefined : { key, fingerprint: fingerprint(body) };
    const added = await door.submit(principalOf(request), body, guarded);
    const answer: SubmitAnswer = { jobId: added.id, state: added.state };
    if (added.duplicate) answer[guarded ? 'replayed' : 'duplicate'] = true;
    return reply.code(202).send(answer);
  });

  app.get('/jobs', forClients, (request) => listJobs(request, context));

  app.get('/jobs/:id', forClients, async (request) => {
    const { id, queue } = oneJob(request);
    return toJobView(await door.get(principalOf(request), id, queue));
  });

  app.post('/jobs/:id/cancel', forClients, async (request) => {
    const { id, queue } = oneJob(request);
    const { cause } = check(cancelBodySchema, request.body ?? {}, 'The body');
    return { jobId: id, ...(await door.cancel(principalOf(request), id, queue, cause)) };
  });

  app.post('/jobs/:id/retry', forClients, async (request) => {
    const { id, queue } = oneJob(request);
    await door.retry(principalOf(request), id, queue);
    return { jobId: id, state: 'waiting' };
  });
}

/** Which job a route with `:id` is about. Throws INVALID_MESSAGE. */
export function oneJob(request: FastifyRequest): { id: string; queue: string | undefined } {
  const { id } = request.params as { id: string };
  const { queue } = check(oneJobQuerySchema, request.query, 'The query');
  return { id: check(fullJobIdSchema, id, 'The job id'), queue };
}

async function listJobs(request: FastifyRequest, context: GatewayContext): Promise<JobsAnswer> {
  const who = principalOf(request);
  const {
    client,
    queue = context.options.defaultQueue,
    ...filter
  } = check(jobsQuerySchema, request.query, 'The query');
  // A client sees its own jobs, whatever it asks for.
  const clientId = who.role === 'client' ? who.clientId : client;
  if (who.role === 'client' && client !== undefined && client !== who.clientId)
    return { jobs: [], cursor: null };
  const listing = async () => {
    if (!(await context.door.exists(queue))) return { jobs: [], cursor: null };
    return context.options.monitor.jobs({ ...filter, queue, ...(clientId !== undefined && { clientId }) });
  };
  const { jobs, cursor } = await within(listing(), context.limits.requestMs);
  return { jobs: jobs.map(toJobView), cursor };
}
