import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { formatCount } from '../../../components/format';

/** What an act is on. */
export type Target =
  | { kind: 'jobs'; queue: string; jobs: JobView[] }
  | { kind: 'group'; group: ErrorGroup }
  | { kind: 'all'; queues: { queue: string; count: number }[] };

/** Which jobs the gateway is asked to act on: one body a queue. */
type Chosen = { queue: string } & ({ ids: string[] } | { group: string } | { all: true });

/** Ids one request may name. */
export const mostIds = 1000;

/** The target with its group as it is now: members come and go while somebody decides. */
export function targetNow(target: Target, groups: readonly ErrorGroup[]): Target {
  if (target.kind !== 'group') return target;
  const { queue, fingerprint } = target.group;
  const now = groups.find((group) => group.queue === queue && group.fingerprint === fingerprint);
  return { kind: 'group', group: now ?? { ...target.group, count: 0 } };
}

/** How many jobs it is. */
export function countOf(target: Target): number {
  if (target.kind === 'jobs') return target.jobs.length;
  return target.kind === 'group'
    ? target.group.count
    : target.queues.reduce((sum, { count }) => sum + count, 0);
}

/** `1 job`, `5,000 jobs` */
export function jobsText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`;
}

/** Where they are, after their number: `with this error in images`. */
export function placeText(target: Target): string {
  if (target.kind === 'jobs') return `in ${target.queue}`;
  if (target.kind === 'group') return `with this error in ${target.group.queue}`;
  return `in ${target.queues.map(({ queue }) => queue).join(', ')}: every dead letter there`;
}

/** The requests' bodies, at most 1,000 ids in each. */
export function bodiesOf(target: Target): Chosen[] {
  switch (target.kind) {
    case 'group':
      return [{ queue: target.group.queue, group: target.group.fingerprint }];
    case 'all':
      return target.queues.map(({ queue }) => ({ queue, all: true }));
    default: {
      const ids = target.jobs.map(({ id }) => id);
      const parts = Math.ceil(ids.length / mostIds);
      return Array.from({ length: parts }, (_, n) => ({
        queue: target.queue,
        ids: ids.slice(n * mostIds, (n + 1) * mostIds),
      }));
    }
  }
}
