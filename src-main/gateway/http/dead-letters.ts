import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import {
  deadLettersQuerySchema,
  discardBodySchema,
  type ErrorGroupsAnswer,
  errorGroupsQuerySchema,
  exportQuerySchema,
  importQuerySchema,
  payloadBodySchema,
  requeueBodySchema,
  restoreBodySchema,
} from '../../../src-core/protocol/dead-letters';
import { restoreHeaders } from '../../../src-core/protocol/http-call';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { DeadLetters } from '../../../src-core/queue/dead-letters';
import type { Monitor } from '../../../src-core/queue/monitor';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { Orders } from '../operations/orders';
import { check } from './body';
import { principalOf } from './guard';
import { toJobView } from './job-view';
import { oneJob } from './jobs';
import { sendLines } from './ndjson';

/** Dead letters: in groups and one by one, sent again, put away, changed, saved and brought back. For admins only. */
export function deadLetterRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { options, limits, door } = context;
  const orders = new Orders(context);

  app.get('/dlq/groups', (request) => {
    const { queue } = check(errorGroupsQuerySchema, request.query, 'The query');
    return within(groupsOf(queue, orders, options.monitor), limits.requestMs);
  });

  app.get('/dlq', async (request) => {
    const { queue, ...page } = check(deadLettersQuerySchema, request.query, 'The query');
    const listing = async () => (await orders.deadLetters(queue)).list(page);
    const { jobs, cursor } = await within(listing(), limits.requestMs);
    return { jobs: jobs.map(toJobView), cursor };
  });

  app.post('/dlq/requeue', async (request, reply) => {
    const body = check(requeueBodySchema, request.body, 'The body');
    return reply.code(202).send(await orders.requeue(principalOf(request), body));
  });

  app.post('/dlq/discard', async (request, reply) => {
    const body = check(discardBodySchema, request.body, 'The body');
    return reply.code(202).send(await orders.discard(principalOf(request), body));
  });

  app.post('/dlq/restore', async (request, reply) => {
    const body = check(restoreBodySchema, request.body, 'The body');
    return reply.code(202).send(await orders.restore(principalOf(request), body));
  });

  app.put('/jobs/:id/payload', async (request) => {
    const { id, queue } = oneJob(request);
    const edited = check(payloadBodySchema, request.body, 'The body').payload;
    const who = principalOf(request);
    const job = await door.get(who, id, queue);
    const payload = restoreHeaders(job.type, edited, job.payload);
    await within(options.monitor.deadLetters(job.queue).edit(id, payload, who.key), limits.requestMs);
    return toJobView(await door.get(who, id, job.queue));
  });

  app.get('/dlq/export', async (request, reply) => {
    const { queue, group } = check(exportQuerySchema, request.query, 'The query');
    const dead = await within(existing(orders.deadLetters(queue), group), limits.requestMs);
    reply.header(
      'content-disposition',
      `attachment; filename="dead-letters-${dead.connection.queue}.ndjson"`,
    );
    return sendLines(reply, textOf(dead.export(group)));
  });

  app.register(async (scope) => importRoute(scope, context));
}

async function groupsOf(
  queue: string | undefined,
  orders: Orders,
  monitor: Monitor,
): Promise<ErrorGroupsAnswer> {
  const all = queue === undefined ? await monitor.queueNames() : [queue];
  const answers = await Promise.all(all.map(async (name) => (await orders.deadLetters(name)).groups()));
  const groups = answers.flatMap((answer) => answer.groups);
  return {
    groups: groups.sort((a, b) => b.lastAt.localeCompare(a.lastAt)),
    total: answers.reduce((sum, { total }) => sum + total, 0),
  };
}

async function existing(dead: Promise<DeadLetters>, group: string | undefined): Promise<DeadLetters> {
  const found = await dead;
  if (group === undefined || (await found.group(group))) return found;
  throw new SignalboxError('NOT_FOUND', `There is no error group ${group}`);
}

async function* textOf(parts: AsyncGenerator<{ text: string }>): AsyncGenerator<string, void, void> {
  for await (const { text } of parts) yield text;
}

/** Its body is read as it comes, whatever its length; every other route takes JSON up to the limit. */
function importRoute(app: FastifyInstance, { options, door }: GatewayContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-ndjson', (_request, body, done) => done(null, body));
  app.addContentTypeParser('*', (_request, _body, done) => done(wrongType()));

  app.post('/dlq/import', async (request) => {
    const { queue = options.defaultQueue } = check(importQuerySchema, request.query, 'The query');
    if (!(request.body instanceof Readable)) throw wrongType();
    // Opens a queue that never had a job, within the limit of queues.
    door.open(queue);
    try {
      return await options.monitor.deadLetters(queue).import(request.body);
    } catch (error) {
      if (!request.raw.aborted) throw error;
      throw new SignalboxError('INVALID_MESSAGE', 'The upload was cut off');
    }
  });
}

function wrongType(): SignalboxError {
  return new SignalboxError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body must be application/x-ndjson: one dead job as JSON a line, as an export has them',
  );
}
