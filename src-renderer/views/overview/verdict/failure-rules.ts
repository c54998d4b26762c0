import { formatCount } from '../../../components/format';
import { groupHref, href, jobsHref } from '../../../routing/routes';
import type { QueueRule } from './finding';
import { queueTrend, recent } from './trends';
import { formatSpan, jobs, shorten } from './words';

const windowMs = 300_000;
/** Fewer failed attempts than this are no rate. */
const leastFailures = 5;

const deathsGrow: QueueRule = (evidence, { name, counts }) => {
  const trend = queueTrend(recent(evidence.history, windowMs), name);
  if (!trend || trend.dead === 0) return null;
  const many = trend.dead >= 10 || trend.dead > trend.completed;
  const group = evidence.groups
    .filter((one) => one.queue === name)
    .sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt))[0];
  return {
    id: `dead:${name}`,
    severity: many ? 'bad' : 'warn',
    weight: many ? 64 : 54,
    subject: name,
    title: `${jobs(trend.dead)} died in the last ${formatSpan(trend.spanMs)}`,
    evidence: group
      ? `such as ${group.code}: ${shorten(group.message)}`
      : `${formatCount(counts.dead ?? 0)} dead in all`,
    link: {
      label: 'Dead letters',
      to: group ? groupHref(name, group.fingerprint) : href(['dead-letters'], { queue: name }),
    },
  };
};

const failing: QueueRule = (evidence, { name }) => {
  const trend = queueTrend(recent(evidence.history, windowMs), name);
  if (!trend || trend.failed < leastFailures) return null;
  const ended = trend.completed + trend.failed;
  const percent = Math.round((trend.failed / ended) * 100);
  if (percent < 10) return null;
  return {
    id: `failing:${name}`,
    severity: percent >= 50 ? 'bad' : 'warn',
    weight: percent >= 50 ? 62 : 50,
    subject: name,
    title: `${percent} % of attempts fail`,
    evidence: `${formatCount(trend.failed)} of ${formatCount(ended)} in the last ${formatSpan(trend.spanMs)}`,
    link: { label: 'Jobs to be retried', to: jobsHref({ queue: name, state: 'scheduled' }) },
  };
};

const leasesLost: QueueRule = (evidence, { name }) => {
  const trend = queueTrend(recent(evidence.history, windowMs), name);
  if (!trend || trend.lost === 0) return null;
  return {
    id: `lost:${name}`,
    severity: 'warn',
    weight: 52,
    subject: name,
    title: `${jobs(trend.lost)} taken back from a worker`,
    evidence: `in the last ${formatSpan(trend.spanMs)}: it died or stopped answering`,
    link: { label: 'Workers', to: href(['workers']) },
  };
};

/** Jobs that fail. */
export const failureRules: readonly QueueRule[] = [deathsGrow, failing, leasesLost];
