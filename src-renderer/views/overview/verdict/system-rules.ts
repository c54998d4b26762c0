import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { formatBytes, formatCount, formatDuration } from '../../../components/format';
import { href, workerHref } from '../../../routing/routes';
import { exitWords } from '../../workers/exit-words';
import type { SystemRule } from './finding';
import { median, recent } from './trends';
import { shorten } from './words';

/** What is slow for a moment is no finding: the middle of this window counts; ms. */
const steadyMs = 15_000;
const slowRedisMs = 50;
const slowLoopMs = 200;

const redisAway: SystemRule = ({ frame: { redis } }) => {
  if (redis.status === 'connected') return [];
  const down = redis.status === 'down';
  return [
    {
      id: 'redis-away',
      severity: 'bad',
      weight: down ? 100 : 90,
      subject: null,
      title: down ? 'Redis does not answer' : 'Redis is being reconnected',
      evidence: `${redis.engine}: no job is accepted or started until it is back; the numbers below are old`,
      link: { label: 'Connection', to: href(['settings']) },
    },
  ];
};

const redisSlow: SystemRule = ({ frame, history }) => {
  const latency = steadily(history, ({ redis }) => redis.latencyMs);
  if (frame.redis.status !== 'connected' || latency === null || latency < slowRedisMs) return [];
  return [
    {
      id: 'redis-slow',
      severity: latency >= 5 * slowRedisMs ? 'bad' : 'warn',
      weight: latency >= 5 * slowRedisMs ? 72 : 46,
      subject: null,
      title: `Redis takes ${formatDuration(latency)} to answer`,
      evidence: `${formatCount(frame.redis.opsPerSecond)} commands/s, ${formatCount(frame.redis.connections)} connections`,
      link: { label: 'Connection', to: href(['settings']) },
    },
  ];
};

const redisFull: SystemRule = ({ frame: { redis } }) => {
  const share = redis.maxMemoryBytes ? redis.usedMemoryBytes / redis.maxMemoryBytes : 0;
  if (share < 0.8) return [];
  return [
    {
      id: 'redis-memory',
      severity: share >= 0.95 ? 'bad' : 'warn',
      weight: share >= 0.95 ? 85 : 56,
      subject: null,
      title: `Redis uses ${Math.floor(share * 100)} % of its memory`,
      evidence: `${formatBytes(redis.usedMemoryBytes)} of ${formatBytes(redis.maxMemoryBytes ?? 0)}; when it is full no job is accepted`,
      link: { label: 'Connection', to: href(['settings']) },
    },
  ];
};

const gatewaySlow: SystemRule = ({ frame, history }) => {
  const lag = steadily(history, ({ gateway }) => gateway.eventLoopLagMs);
  if (lag === null || lag < slowLoopMs) return [];
  return [
    {
      id: 'gateway-lag',
      severity: lag >= 5 * slowLoopMs ? 'bad' : 'warn',
      weight: lag >= 5 * slowLoopMs ? 66 : 44,
      subject: null,
      title: `the gateway stalls for ${formatDuration(lag)}`,
      evidence: `event-loop lag; ${formatCount(frame.gateway.sockets)} sockets, ${formatCount(frame.gateway.streams)} streams`,
      link: { label: 'Gateway', to: href(['settings']) },
    },
  ];
};

const crashLoops: SystemRule = ({ workers }) => {
  const looping = (workers?.pool ?? []).filter((one) => one.state === 'crash-loop');
  const [first] = looping;
  if (!first) return [];
  const { name, workerId, restarts, lastExit, lastLines } = first;
  const last = lastLines.at(-1);
  const end = `${exitWords(lastExit)}${last ? `: ${shorten(last)}` : ''}`;
  const one = looping.length === 1;
  const names = looping.slice(0, 3).map((worker) => worker.name);
  return [
    {
      id: 'crash-loop',
      severity: 'bad',
      weight: 82,
      subject: one ? name : null,
      title: one ? 'crashes again and again' : `${formatCount(looping.length)} workers crash again and again`,
      evidence: one
        ? `${formatCount(restarts)} restarts, ${end}`
        : `${listed(names, looping.length)}; ${name}: ${end}`,
      link: one
        ? { label: 'Last lines', to: workerHref(workerId) }
        : { label: 'Workers', to: href(['workers'], { state: 'crash-loop' }) },
      ...(one && { remedy: { kind: 'start-now', name } as const }),
    },
  ];
};

const lostWorkers: SystemRule = ({ frame, workers }) => {
  const { lost } = frame.workers;
  if (lost === 0) return [];
  const names = workers?.workers.filter((one) => one.state === 'lost').map((one) => one.id) ?? [];
  return [
    {
      id: 'workers-lost',
      severity: 'warn',
      weight: 48,
      subject: null,
      title: lost === 1 ? '1 worker is lost' : `${formatCount(lost)} workers are lost`,
      evidence:
        names.length === 0 ? 'no heartbeat' : `no heartbeat: ${listed(names.slice(0, 3), names.length)}`,
      link: { label: 'Workers', to: href(['workers'], { state: 'lost' }) },
    },
  ];
};

const nobodyThere: SystemRule = ({ frame, workers, poolQueue }) => {
  const coming = workers?.pool?.some((one) => one.state === 'starting' || one.state === 'ready') ?? false;
  const waiting = frame.queues.some((queue) => (queue.counts.waiting ?? 0) > 0);
  if (frame.workers.running > 0 || coming || waiting) return [];
  return [
    {
      id: 'nobody',
      severity: 'warn',
      weight: 40,
      subject: null,
      title: 'no worker runs',
      evidence: 'jobs that come in wait until one is started',
      link: { label: 'Workers', to: href(['workers']) },
      ...(poolQueue !== null && { remedy: { kind: 'add-worker' } as const }),
    },
  ];
};

/** What is wrong with Redis, the gateway or the workers as such. */
export const systemRules: readonly SystemRule[] = [
  redisAway,
  redisSlow,
  redisFull,
  gatewaySlow,
  crashLoops,
  lostWorkers,
  nobodyThere,
];

/** Some names of `count`: `a, b, c and 4 more`. */
function listed(names: readonly string[], count: number): string {
  const more = count - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

/** The middle of the last seconds' values; null when there are too few to tell. */
function steadily(history: readonly StatsFrame[], read: (frame: StatsFrame) => number | null): number | null {
  const values = recent(history, steadyMs)
    .map(read)
    .filter((value) => value !== null);
  return values.length < 5 ? null : median(values);
}
