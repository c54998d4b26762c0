import type { JobState } from '../../../src-core/protocol/job-state';

/** A state that nothing leaves by itself. */
export type EndState = Extract<JobState, 'completed' | 'dead' | 'cancelled' | 'expired'>;

export function isEnd(state: unknown): state is EndState {
  return state === 'completed' || state === 'dead' || state === 'cancelled' || state === 'expired';
}

/** What the auditor knows of one job. Times are epoch ms. */
export interface AuditedJob {
  readonly id: string;
  /** When it was submitted; null until the gateway has accepted it. */
  submittedAt: number | null;
  /** When it was first assigned to a worker. */
  assignedAt: number | null;
  /** The newest fence a worker was given, and who has it. */
  fence: number;
  holder: string;
  /** The fence under which a completion was accepted. */
  completedFence: number | null;
  /** The result clients were told, as a digest. */
  result: string | null;
  end: EndState | null;
  /** More than one result was applied or told. */
  duplicated: boolean;
  /** No longer in Redis although it never ended, or held by nobody: it will not end. */
  lost: boolean;
  /** How often in a row Redis did not know it. */
  misses: number;
  /** When anything was last heard of it. */
  heardAt: number;
  /** Looks wrong: its trace is read at the end. */
  suspect: boolean;
}

/** All jobs of a simulation, with running counts. */
export class JobLedger {
  readonly jobs = new Map<string, AuditedJob>();
  /** Accepted jobs that are not known to have ended. */
  readonly unfinished = new Set<AuditedJob>();
  accepted = 0;
  lost = 0;
  duplicated = 0;
  readonly ended: Record<EndState, number> = { completed: 0, dead: 0, cancelled: 0, expired: 0 };
  /** From submission to the first assignment, ms. */
  readonly waits: number[] = [];

  job(id: string, at: number): AuditedJob {
    const known = this.jobs.get(id);
    if (known) {
      known.heardAt = at;
      return known;
    }
    const made: AuditedJob = {
      id,
      submittedAt: null,
      assignedAt: null,
      fence: 0,
      holder: '',
      completedFence: null,
      result: null,
      end: null,
      duplicated: false,
      lost: false,
      misses: 0,
      heardAt: at,
      suspect: false,
    };
    this.jobs.set(id, made);
    return made;
  }

  /** The gateway has accepted it. False when that was known. */
  accept(job: AuditedJob, submittedAt: number): boolean {
    if (job.submittedAt !== null) return false;
    job.submittedAt = submittedAt;
    this.accepted += 1;
    if (job.end) this.ended[job.end] += 1;
    else this.unfinished.add(job);
    if (job.assignedAt !== null) this.waits.push(Math.max(0, job.assignedAt - submittedAt));
    return true;
  }

  /** A worker was given it for the first time. */
  assigned(job: AuditedJob, at: number): void {
    job.assignedAt = at;
    if (job.submittedAt !== null) this.waits.push(Math.max(0, at - job.submittedAt));
  }

  finish(job: AuditedJob, end: EndState): void {
    if (job.end) return;
    job.end = end;
    if (job.submittedAt !== null) this.ended[end] += 1;
    this.unfinished.delete(job);
    if (job.lost) {
      job.lost = false;
      this.lost -= 1;
    }
  }

  /** It will not end by itself. */
  lose(job: AuditedJob): void {
    if (job.lost || job.end) return;
    job.lost = true;
    this.lost += 1;
    this.unfinished.delete(job);
  }

  duplicate(job: AuditedJob): void {
    if (job.duplicated) return;
    job.duplicated = true;
    job.suspect = true;
    this.duplicated += 1;
  }
}
