import type { Bundle } from '../../src-core/protocol/bundle';
import type { ErrorCode } from '../../src-core/protocol/errors';
import type { StatsAnswer } from '../../src-core/protocol/statistics';

/** What a gateway would have answered when the bundle was made, as far as the bundle holds it. */
export function bundleAnswers(bundle: Bundle): (method: string, path: string) => Response {
  const { trace, facts, queues, statistics, workers, pool, group, system } = bundle;
  const job = `/jobs/${encodeURIComponent(trace.job.id)}`;
  const held: Record<string, (params: URLSearchParams) => unknown> = {
    [job]: () => trace.job,
    [`${job}/trace`]: () => trace,
    [`${job}/facts`]: () => facts ?? undefined,
    '/stats': (params) => statsOf(statistics, trace.job.queue, params),
    '/system': () => system,
    '/queue/status': () => queues,
    '/workers': () => ({ workers }),
    '/pool': () => pool ?? undefined,
    '/dlq/groups': () => ({ groups: group ? [group] : [], total: group ? 1 : 0 }),
  };
  return (method, path) => {
    const { pathname, searchParams } = new URL(path, 'http://bundle');
    if (method !== 'GET')
      return refused(405, 'METHOD_NOT_ALLOWED', 'A bundle is only looked at: there is no gateway.');
    const isOther = pathname.startsWith('/jobs/') && pathname !== job && !pathname.startsWith(`${job}/`);
    if (isOther) return refused(404, 'JOB_NOT_FOUND', 'The bundle holds another job.');
    const found = held[pathname]?.(searchParams);
    return found === undefined
      ? refused(404, 'NOT_FOUND', 'The bundle does not hold this: it needs the gateway.')
      : Response.json(found);
  };
}

/** In the finest steps there are for the range. */
function statsOf(
  statistics: readonly StatsAnswer[],
  queue: string,
  params: URLSearchParams,
): StatsAnswer | undefined {
  const asked = params.get('queue');
  if (asked !== null && asked !== queue) return undefined;
  const from = Number(params.get('from') ?? 0);
  const to = Number(params.get('to') ?? Number.POSITIVE_INFINITY);
  const inRange = [...statistics]
    .sort((a, b) => a.stepMs - b.stepMs)
    .map(({ stepMs, points }) => ({
      stepMs,
      points: points.filter(({ at }) => at + stepMs > from && at <= to),
      whole: (points[0]?.at ?? Number.POSITIVE_INFINITY) <= from,
    }));
  const best = inRange.find(({ whole, points }) => whole && points.length > 0);
  const { stepMs, points } = best ?? inRange.at(-1) ?? { stepMs: 60_000, points: [] };
  return { stepMs, points };
}

function refused(status: number, code: ErrorCode, message: string): Response {
  return Response.json({ error: { code, message } }, { status });
}
