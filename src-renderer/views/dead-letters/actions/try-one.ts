import type { JobView } from '../../../../src-core/protocol/http';
import { useDeadLetters } from '../dead-letters-store';
import { requeue } from './acts';
import type { Target } from './target';

/** Sends one job again and follows it; `rest` is what may follow when it passes. */
export async function tryOne(before: JobView, rest: Target): Promise<void> {
  const { tryOut, dismiss } = useDeadLetters.getState();
  const begun = await requeue({ kind: 'jobs', queue: before.queue, jobs: [before] }, null);
  if (begun.length === 0) return;
  // The trial says what becomes of it.
  for (const { id } of begun) dismiss(id);
  tryOut({ before, rest: without(rest, before), since: Date.now() });
}

/** A group's members are counted anew: the one on trial has left it. */
function without(target: Target, { id }: JobView): Target {
  return target.kind === 'jobs' ? { ...target, jobs: target.jobs.filter((job) => job.id !== id) } : target;
}
