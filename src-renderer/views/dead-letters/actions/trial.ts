import type { JobView } from '../../../../src-core/protocol/http';
import type { Attempt } from '../../../../src-core/protocol/job';
import { alike } from '../groups/message-parts';

type AttemptView = JobView['history'][number];

/** How far a job that was sent again on trial has come. */
export type Trial =
  | { phase: 'waiting' }
  | { phase: 'running'; worker: string; startedAt: string }
  /** An attempt failed; another one follows at `dueAt`. `same` = failed as it did before. */
  | { phase: 'retrying'; error: JobError; same: boolean; dueAt: string | undefined }
  | { phase: 'passed'; worker: string | undefined; ranMs: number | null }
  | { phase: 'failed'; error: JobError; same: boolean }
  /** Cancelled, expired, or removed as it ended. */
  | { phase: 'ended'; how: 'cancelled' | 'expired' | 'gone' };
type JobError = NonNullable<Attempt['error']>;

/** Reads the outcome from the job as it was when it was dead and as it is now; `now` is null when it is not there any more. */
export function trialOf(before: JobView, now: JobView | null): Trial {
  if (!now) return { phase: 'ended', how: 'gone' };
  const known = new Set(before.history.map(({ fence }) => fence));
  const last = now.history.filter(({ fence }) => !known.has(fence)).at(-1);
  switch (now.state) {
    case 'completed':
      return { phase: 'passed', worker: now.worker, ranMs: last ? ranMs(last) : null };
    case 'cancelled':
    case 'expired':
      return { phase: 'ended', how: now.state };
    case 'active':
      return last
        ? { phase: 'running', worker: last.worker, startedAt: last.startedAt }
        : { phase: 'waiting' };
    default: {
      // Dead without a new attempt: it has not been sent again yet.
      const error = last && (last.error ?? (now.state === 'dead' ? now.error : undefined));
      if (!error) return { phase: 'waiting' };
      const same = before.error?.code === error.code && alike(before.error.message, error.message);
      return now.state === 'dead'
        ? { phase: 'failed', error, same }
        : { phase: 'retrying', error, same, dueAt: now.dueAt };
    }
  }
}

/** Whether nothing more will happen. */
export function isOver({ phase }: Trial): boolean {
  return phase === 'passed' || phase === 'failed' || phase === 'ended';
}

function ranMs({ startedAt, endedAt }: AttemptView): number | null {
  return endedAt === undefined ? null : Date.parse(endedAt) - Date.parse(startedAt);
}
