import { formatCount, formatDuration } from '../../../components/format';
import { href, jobHref, jobsHref } from '../../../routing/routes';
import type { Evidence, QueueRule, Remedy } from './finding';
import { workersInWords, workersOf } from './queue-workers';
import { queueTrend, recent } from './trends';
import { jobsWait, perSecond } from './words';

const growthWindowMs = 60_000;
/** Less history than this says nothing about growth. */
const leastGrowthMs = 15_000;
/** An oldest wait below this is not worth a word, however it grows. */
const longWaitMs = 10_000;
const tooLongWaitMs = 60_000;
/** A queue without workers may be one that is just being started. */
const startGraceMs = 3_000;

const paused: QueueRule = (_, { name, paused: isPaused, counts, oldestWaitMs }) => {
  if (!isPaused) return null;
  const waiting = counts.waiting ?? 0;
  return {
    id: `paused:${name}`,
    severity: waiting > 0 ? 'bad' : 'warn',
    weight: waiting > 0 ? 70 : 20,
    subject: name,
    title: 'is paused',
    evidence: waiting > 0 ? jobsWait(waiting, oldestWaitMs) : 'jobs that come in wait until it is resumed',
    link: { label: 'Waiting jobs', to: jobsHref({ queue: name, state: 'waiting' }) },
    remedy: { kind: 'resume', queue: name },
  };
};

const withoutWorkers: QueueRule = (evidence, { name, paused: isPaused, counts, oldestWaitMs }) => {
  const waiting = counts.waiting ?? 0;
  if (isPaused || waiting === 0 || (oldestWaitMs ?? 0) < startGraceMs) return null;
  const { running, starting } = workersOf(evidence, name);
  if (running + starting > 0) return null;
  return {
    id: `no-workers:${name}`,
    severity: 'bad',
    weight: 80,
    subject: name,
    title: 'has no worker',
    evidence: jobsWait(waiting, oldestWaitMs),
    link: { label: 'Workers', to: href(['workers']) },
    ...addWorker(evidence, name),
  };
};

const unserved: QueueRule = (evidence, { name, paused: isPaused, counts }) => {
  const found = evidence.unserved.filter((one) => one.queue === name);
  const [first] = found;
  if (isPaused || !first || (counts.waiting ?? 0) === 0 || workersOf(evidence, name).running === 0)
    return null;
  const why =
    first.lacks.length > 0
      ? `the nearest worker lacks ${first.lacks.join(', ')}`
      : 'no worker offers this type';
  const more = found.length - 1;
  const others = more > 0 ? `; ${more === 1 ? '1 more kind' : `${more} more kinds`} of jobs likewise` : '';
  return {
    id: `unserved:${name}:${first.type}`,
    severity: 'bad',
    weight: 75,
    subject: name,
    title: `no worker may run ${first.type}`,
    evidence: `${jobsWait(first.count)}: ${why}${others}`,
    link: { label: 'Why it waits', to: jobHref(name, first.exampleId) },
  };
};

const tooDeep: QueueRule = ({ alertPending }, { name, counts }) => {
  const waiting = counts.waiting ?? 0;
  if (alertPending === 0 || waiting < alertPending) return null;
  return {
    id: `deep:${name}`,
    severity: 'bad',
    weight: 65,
    subject: name,
    title: `${formatCount(waiting)} jobs wait`,
    evidence: `the alert is set to ${formatCount(alertPending)} (QUEUE_ALERT_PENDING)`,
    link: { label: 'Waiting jobs', to: jobsHref({ queue: name, state: 'waiting' }) },
  };
};

const waitGrows: QueueRule = (evidence, { name, paused: isPaused, oldestWaitMs }) => {
  const trend = queueTrend(recent(evidence.history, growthWindowMs), name);
  const oldestMs = oldestWaitMs ?? 0;
  if (isPaused || oldestMs < longWaitMs || !trend || trend.spanMs < leastGrowthMs) return null;
  const workers = workersOf(evidence, name);
  if (trend.oldestGrowth === null || trend.oldestGrowth < 0.2 || workers.running === 0) return null;
  const tooLong = oldestMs >= tooLongWaitMs;
  const flow = `${perSecond(trend.added, trend.spanMs)} in, ${perSecond(trend.left, trend.spanMs)} out`;
  const allBusy = workers.busy === workers.running;
  return {
    id: `wait:${name}`,
    severity: tooLong ? 'bad' : 'warn',
    weight: tooLong ? 68 : 60,
    subject: name,
    title: `oldest wait ${formatDuration(oldestMs)} and growing`,
    evidence: `${flow}; ${workersInWords(workers)}${allBusy ? ': add a worker' : ''}`,
    link: { label: 'Waiting jobs', to: jobsHref({ queue: name, state: 'waiting' }) },
    ...(allBusy && addWorker(evidence, name)),
  };
};

/** Jobs that wait and should not. */
export const waitingRules: readonly QueueRule[] = [paused, withoutWorkers, unserved, tooDeep, waitGrows];

function addWorker({ poolQueue }: Evidence, queue: string): { remedy?: Remedy } {
  return poolQueue === queue ? { remedy: { kind: 'add-worker' } } : {};
}
