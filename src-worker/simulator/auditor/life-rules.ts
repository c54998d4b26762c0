import type { Attempt, JobRecord } from '../../../src-core/protocol/job';
import { type JobState, jobTransitions } from '../../../src-core/protocol/job-state';

const after: Record<Attempt['outcome'], readonly JobState[]> = {
  running: ['active'],
  completed: ['completed'],
  failed: ['scheduled', 'dead'],
  timeout: ['scheduled', 'dead'],
  lost: ['waiting', 'dead'],
  released: ['waiting'],
  cancelled: ['cancelled'],
};

/** How a job's recorded life leaves the state table (invariant I3) or has two results (I2), in words. */
export function lifeFaults(job: JobRecord): { invariant: 'I2' | 'I3'; text: string }[] {
  const faults: { invariant: 'I2' | 'I3'; text: string }[] = [];
  const wrong = (text: string) => faults.push({ invariant: 'I3', text });
  const { history, state } = job;
  if (history.filter(({ outcome }) => outcome === 'completed').length > 1)
    faults.push({ invariant: 'I2', text: 'more than one of its attempts completed' });
  let before: Attempt | undefined;
  for (const attempt of history) {
    if (before) faults.push(...pairFaults(before, attempt));
    if (attempt.endedAt !== undefined && attempt.endedAt < attempt.startedAt)
      wrong(`attempt ${attempt.attempt} ended before it started`);
    before = attempt;
  }
  if (before) {
    const next = after[before.outcome];
    const reachable = next.some((from) => from === state || leadsTo(from, state));
    if (!reachable) wrong(`it is ${state} after an attempt that was ${before.outcome}`);
  } else if (state === 'active' || state === 'completed') wrong(`it is ${state} without an attempt`);
  return faults;
}

function pairFaults(one: Attempt, next: Attempt): { invariant: 'I3'; text: string }[] {
  const faults: { invariant: 'I3'; text: string }[] = [];
  const wrong = (text: string) => faults.push({ invariant: 'I3', text });
  if (next.fence <= one.fence) wrong(`fence ${next.fence} follows ${one.fence}`);
  if (next.attempt <= one.attempt) wrong(`attempt ${next.attempt} follows ${one.attempt}`);
  if (one.endedAt === undefined || one.endedAt > next.startedAt)
    wrong(`attempt ${next.attempt} started before attempt ${one.attempt} had ended`);
  // A dead job runs again only when somebody sends it again.
  if (!after[one.outcome].some((state) => leadsTo(state, 'active')))
    wrong(`attempt ${next.attempt} follows one that was ${one.outcome}`);
  return faults;
}

/** Whether a job in the one state may come to the other by itself or by an operator's hand. */
function leadsTo(from: JobState, to: JobState): boolean {
  const seen = new Set<JobState>([from]);
  const open: JobState[] = [from];
  for (let state = open.pop(); state; state = open.pop()) {
    for (const next of jobTransitions[state]) {
      if (next === to) return true;
      // What runs again has another attempt in its history.
      if (next === 'active' && to !== 'active') continue;
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  return false;
}
