import type { WorkerFrame } from '../../../src-core/protocol/worker-frames';
import type { RuleId } from './rules';

export type RegisterFrame = Extract<WorkerFrame, { type: 'register_worker' }>;
export type EndFrame = Extract<WorkerFrame, { type: 'job_complete' | 'job_fail' | 'release_job' }>;
export type JobFrame = Extract<WorkerFrame, { jobId: string }>;

/** One assignment, and what the worker has said of it. Times in ms of the monotonic clock. */
export interface KitJob {
  id: string;
  fence: number;
  workerId: string;
  assignedAt: number;
  /** The socket it was assigned by. */
  assignedOn: number;
  /** Which rule a late acknowledgement breaks. */
  ackRule: RuleId;
  ackedAt: number | null;
  /** Of the last chunk; 0 before the first. */
  lastSeq: number;
  end: EndFrame | null;
  /** The socket it came by, and whether the kit has answered it. */
  endedOn: number;
  answered: boolean;
  /** The kit keeps its answer back. */
  holdAnswer: boolean;
  /** The kit took the job away: the worker must be silent about it once it could know. */
  revoked: { rule: RuleId; at: number } | null;
}

/** The worker has it: acknowledged, not ended, not taken away. */
export function isOpen(job: KitJob): boolean {
  return job.ackedAt !== null && job.end === null && job.revoked === null;
}

/** The worker must name it when it comes back: its end has not been answered. */
export function isHeld(job: KitJob): boolean {
  return job.ackedAt !== null && !job.answered && job.revoked === null;
}

/** Which rule is broken by speaking of a job that was taken away: one of its own when it came back as another attempt. */
export function breachOf(job: KitJob, jobs: readonly KitJob[]): RuleId | null {
  if (!job.revoked) return null;
  return jobs.some(({ id, fence }) => id === job.id && fence > job.fence) ? 'R19' : job.revoked.rule;
}
