import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { JobView } from '../../../src-core/protocol/http';
import type { JobRecord } from '../../../src-core/protocol/job';
import { type SearchLine, type SearchQuery, searchQuerySchema } from '../../../src-core/protocol/search';
import { type SearchFilter, searchJobs, searchSize } from '../../../src-core/queue/search';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { asFailure } from '../failure';
import { check } from './body';
import { toJobView } from './job-view';
import { sendLines } from './ndjson';

/** How often a search says how far it is, in ms. */
const progressMs = 400;
/** Payloads and results of hits in characters of JSON; longer ones are left out. */
const maxShown = 2000;

/** `GET /jobs/search`: looks at every job and answers hits as they are found. For admins only. */
export function searchRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/jobs/search', async (request, reply) => {
    const query = check(searchQuerySchema, request.query, 'The query');
    const queues = await within(queuesOf(query, context), context.limits.requestMs);
    return sendLines(reply, toText(search(query, queues, context)));
  });
}

async function queuesOf({ queue }: SearchQuery, { door, options }: GatewayContext): Promise<string[]> {
  if (queue === undefined) return options.monitor.queueNames();
  return (await door.exists(queue)) ? [queue] : [];
}

async function* toText(lines: AsyncGenerator<SearchLine>): AsyncGenerator<string, void, void> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

async function* search(
  query: SearchQuery,
  queues: string[],
  context: GatewayContext,
): AsyncGenerator<SearchLine, void, void> {
  const { queue: _queue, client, limit, ...rest } = query;
  const filter: SearchFilter = { ...rest, ...(client !== undefined && { clientId: client }) };
  const { monitor } = context.options;
  let [total, examined, hits, toldAt] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  try {
    for (const name of queues) total += await searchSize(monitor.queue(name).connection, filter);
    for (const name of queues) {
      for await (const step of searchJobs(monitor.queue(name).connection, filter)) {
        if (context.draining) throw new SignalboxError('DRAINING');
        examined += step.examined;
        const found = step.hits.slice(0, limit - hits);
        hits += found.length;
        if (found.length > 0) yield { type: 'hits', jobs: found.map(toHit) };
        if (hits >= limit) return yield { type: 'done', examined, hits, limited: true };
        if (performance.now() - toldAt < progressMs) continue;
        toldAt = performance.now();
        yield { type: 'progress', examined, total: Math.max(total, examined), hits };
      }
    }
    yield { type: 'done', examined, hits, limited: false };
  } catch (error) {
    const { code, message } = asFailure(error, context.log);
    yield { type: 'error', code, message };
  }
}

function toHit(job: JobRecord): JobView {
  const view = toJobView(job);
  if (isLong(view.payload)) delete view.payload;
  if (isLong(view.result)) delete view.result;
  return view;
}

function isLong(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').length > maxShown;
}
