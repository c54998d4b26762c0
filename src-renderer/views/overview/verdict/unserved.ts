import type { JobFacts } from '../../../../src-core/protocol/facts';
import type { JobView } from '../../../../src-core/protocol/http';
import type { UnservedClass } from './finding';

type WaitingJob = Pick<JobView, 'id' | 'type' | 'requires'>;

/** Jobs that the same workers may run. */
export interface JobClass {
  type: string;
  /** At least one, in the order given. */
  ids: string[];
}

/** Groups jobs by type and requirements, at most `limit` groups, those first that come first. */
export function classesOf(jobs: readonly WaitingJob[], limit: number): JobClass[] {
  const classes = new Map<string, JobClass>();
  for (const { id, type, requires } of jobs) {
    const key = JSON.stringify([type, Object.entries(requires ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))]);
    const known = classes.get(key);
    if (known) known.ids.push(id);
    else if (classes.size < limit) classes.set(key, { type, ids: [id] });
  }
  return [...classes.values()];
}

/** The class as one that no worker may run; null when one may, or there is none at all (which is another finding). */
export function unservedClass({ type, ids }: JobClass, facts: JobFacts): UnservedClass | null {
  const workers = facts.workers.filter((worker) => worker.state === 'running');
  const [exampleId] = ids;
  if (workers.length === 0 || exampleId === undefined) return null;
  if (workers.some((worker) => worker.servesType && worker.lacks.length === 0)) return null;
  const nearest = workers
    .filter((worker) => worker.servesType)
    .sort((a, b) => a.lacks.length - b.lacks.length)[0];
  return { queue: facts.queue.name, type, count: ids.length, exampleId, lacks: nearest?.lacks ?? [] };
}
