import { type Bundle, bundleVersion, madeBundleBytes } from '../../../src-core/protocol/bundle';
import type { SystemInfo } from '../../../src-core/protocol/console';
import type { JobFacts, TraceAnswer } from '../../../src-core/protocol/facts';
import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import { fingerprint } from '../../../src-core/queue/error-group';
import { readFacts } from '../../../src-core/queue/facts';
import { inspectServer } from '../../../src-core/redis/inspect';
import type { GatewayContext } from '../context';
import { within } from '../deadline';
import { poolView } from '../http/pool';
import { toQueueStatus } from '../http/queue-status';
import { traceOf } from '../http/trace';
import { workerViews } from '../monitor/worker-views';
import type { Principal } from '../tokens';
import { fitted } from './fit-bundle';
import { linesRound } from './lines-round';
import { hideSecrets, secretsOf } from './hide-secrets';
import { statisticsRound } from './statistics-round';

/** Frames and workers of one bundle at most. */
const mostFrames = 5000;
const mostWorkers = 500;

interface Asked {
  who: Principal;
  id: string;
  queue: string | undefined;
  system: () => Promise<SystemInfo>;
}

/** The text of a job's incident bundle. Throws JOB_NOT_FOUND, REDIS_UNAVAILABLE. */
export async function makeBundle(
  context: GatewayContext,
  { who, id, queue, system }: Asked,
): Promise<string> {
  const { options, limits, stats } = context;
  const trace = await traceOf(context, who, id, queue, mostFrames);
  const lives = lifeOf(trace);
  const [info, redisServer, facts, summary, statistics, workers, group] = await within(
    Promise.all([
      system(),
      serverOf(context),
      factsOf(context, who, trace),
      stats.fresh(),
      statisticsRound(options.monitor, trace.job.queue, lives),
      workersOf(context, trace),
      groupOf(context, trace),
    ]),
    limits.requestMs,
  );
  const { lines, leftOut } = linesRound(options.journal, lives);
  const bundle: Bundle = {
    signalbox: 'bundle',
    version: bundleVersion,
    madeAt: new Date().toISOString(),
    system: info,
    health: options.redisHealth.state(),
    redisServer,
    trace,
    facts,
    logs: lines,
    queues: toQueueStatus(summary, options.defaultQueue),
    statistics,
    workers: workers.shown,
    pool: options.pool ? poolView(options.pool) : null,
    group,
    masked: 0,
    leftOut: [...leftOut, ...framesLeftOut(trace), ...workers.leftOut],
  };
  return fitted(await hideSecrets(bundle, secretsOf(context)), madeBundleBytes);
}

/** From its beginning to its end, or to now; epoch ms. */
function lifeOf({ job }: TraceAnswer): { fromMs: number; toMs: number } {
  const fromMs = Date.parse(job.createdAt);
  return { fromMs, toMs: job.finishedAt === undefined ? Date.now() : Date.parse(job.finishedAt) };
}

/** Some services do not say which version they are. */
async function serverOf({ options }: GatewayContext): Promise<string> {
  try {
    const { client } = options.queues(options.defaultQueue).connection;
    const { engine, version } = await inspectServer(client);
    return `${engine} ${version}`;
  } catch {
    return options.redisHealth.state().engine;
  }
}

/** Null when the job went away meanwhile. */
async function factsOf(
  { door, options }: GatewayContext,
  who: Principal,
  { job }: TraceAnswer,
): Promise<JobFacts | null> {
  try {
    const record = await door.get(who, job.id, job.queue);
    return await readFacts(options.monitor.queue(job.queue).connection, record);
  } catch {
    return null;
  }
}

async function groupOf({ options }: GatewayContext, { job }: TraceAnswer): Promise<ErrorGroup | null> {
  if (job.state !== 'dead' || !job.error) return null;
  return options.monitor.deadLetters(job.queue).group(fingerprint(job.error));
}

/** Those that had the job first, then those of its queue. */
async function workersOf({ options }: GatewayContext, { job }: TraceAnswer) {
  const had = new Set(job.history.map(({ worker }) => worker));
  const rank = (worker: { id: string; queue: string }) =>
    had.has(worker.id) ? 0 : worker.queue === job.queue ? 1 : 2;
  const all = (await workerViews(options.monitor)).sort((a, b) => rank(a) - rank(b));
  const left = all.length - mostWorkers;
  return { shown: all.slice(0, mostWorkers), leftOut: left > 0 ? [`${left} of ${all.length} workers`] : [] };
}

function framesLeftOut({ events }: TraceAnswer): string[] {
  const gap = events.find(
    ({ kind, detail }) => kind === 'frame' && (detail as { type?: string }).type === 'left_out',
  );
  return gap ? [(gap.detail as { text: string }).text] : [];
}
