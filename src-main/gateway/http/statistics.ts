import type { FastifyInstance } from 'fastify';
import { type StatsAnswer, type StatsPoint, statsQuerySchema } from '../../../src-core/protocol/statistics';
import type { StatsRange } from '../../../src-core/queue/stats';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { check } from './body';
import { StatsHistory } from './stats-history';
import { stepsOf } from './stats-steps';
import { type QueuePoints, sumQueues } from './stats-sum';

const freshMs = 1000;

/** `GET /stats`: the history of one queue, or of all added up. The same question within a second is asked once. */
export function statisticsRoute(app: FastifyInstance, context: GatewayContext): void {
  const history = new StatsHistory(context.options.monitor);
  const answers = new Map<string, { at: number; points: Promise<StatsPoint[]> }>();

  app.get('/stats', async (request): Promise<StatsAnswer> => {
    const { queue, ...asked } = check(statsQuerySchema, request.query, 'The query');
    const range = stepsOf(asked, Date.now());
    const { stepMs, merge = 1 } = range;
    const pointMs = stepMs * merge;
    const now = performance.now();
    for (const [key, { at }] of answers) if (now - at >= freshMs) answers.delete(key);
    const ends = [range.fromMs, range.toMs].map((ms) => Math.floor(ms / pointMs));
    const key = [queue, pointMs, ...ends].join(' ');
    const known = answers.get(key) ?? {
      at: now,
      points: within(read(context, history, queue, range), context.limits.requestMs),
    };
    answers.set(key, known);
    known.points.catch(() => answers.delete(key));
    return { stepMs: pointMs, points: await known.points };
  });
}

/** The points of one queue, or of all. One queue after the other: much is read the first time. */
async function read(
  { door, stats }: GatewayContext,
  history: StatsHistory,
  queue: string | undefined,
  range: StatsRange,
): Promise<StatsPoint[]> {
  if (queue !== undefined) return (await door.exists(queue)) ? history.read(queue, range) : [];
  const all: QueuePoints[] = [];
  for (const { name, counts } of (await stats.fresh()).queues) {
    all.push({ points: await history.read(name, range), depthNow: counts.waiting });
  }
  return sumQueues(all);
}
