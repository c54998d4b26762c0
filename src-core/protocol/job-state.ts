import { z } from 'zod';

/** Every state of a job. Each comment names who moves the job on. */
export const jobStates = [
  'scheduled', // the maintenance leader promotes it when its time comes
  'waiting', // a worker claims it
  'active', // its worker finishes it, or the leader takes it back when the lease ends
  'completed', // final; retention removes it
  'dead', // an operator requeues or discards it
  'cancelled', // final; retention removes it
  'expired', // final; retention removes it
] as const;

export const jobStateSchema = z.enum(jobStates);
export type JobState = z.infer<typeof jobStateSchema>;

/** The state table: from each state, the states a job may move to. */
export const jobTransitions: Record<JobState, readonly JobState[]> = {
  scheduled: ['waiting', 'cancelled', 'expired'],
  waiting: ['active', 'cancelled', 'expired'],
  active: ['completed', 'scheduled', 'waiting', 'dead', 'cancelled'],
  completed: [],
  dead: ['waiting'],
  cancelled: [],
  expired: [],
};

/** True when nothing moves the job on by itself any more. */
export function isFinished(state: JobState): boolean {
  return state === 'completed' || state === 'dead' || state === 'cancelled' || state === 'expired';
}
