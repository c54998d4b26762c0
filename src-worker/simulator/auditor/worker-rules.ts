import type { FrameRecord } from './frame-record';
import type { AuditedJob, JobLedger } from './job-ledger';
import type { Violations } from './violations';

type ReportKind = 'job_complete' | 'job_fail' | 'release_job';

interface SentReport {
  kind: ReportKind;
  ref: unknown;
}

/** What workers are told of their jobs: assignments and answers by fence (invariant I2). */
export class WorkerRules {
  /** Attempts begun beyond the first of each job. */
  retries = 0;
  /** Reports the gateway refused by their fence. */
  fenced = 0;
  /** From assignment to the accepted report, ms. */
  readonly runs: number[] = [];
  readonly #ledger: JobLedger;
  readonly #violations: Violations;
  readonly #onFirstAssignment: (job: AuditedJob, at: number, type: string) => void;
  /** Reports without an answer, by actor, job and fence. */
  readonly #reports = new Map<string, SentReport[]>();
  /** When attempts were assigned, by job and fence; and the report that was accepted of each. */
  readonly #attempts = new Map<string, { at: number; accepted: ReportKind | null }>();

  constructor(
    ledger: JobLedger,
    violations: Violations,
    onFirstAssignment: (job: AuditedJob, at: number, type: string) => void,
  ) {
    this.#ledger = ledger;
    this.#violations = violations;
    this.#onFirstAssignment = onFirstAssignment;
  }

  sent({ actor, frame }: FrameRecord): void {
    const { type, jobId, fence, ref } = frame;
    if (type !== 'job_complete' && type !== 'job_fail' && type !== 'release_job') return;
    const key = `${actor} ${jobId} ${fence}`;
    const report = { kind: type as ReportKind, ref };
    const waiting = this.#reports.get(key);
    if (waiting) waiting.push(report);
    else this.#reports.set(key, [report]);
  }

  received(record: FrameRecord): void {
    const { actor, at, frame } = record;
    switch (frame.type) {
      case 'job_assigned':
        this.#assigned(record);
        return;
      case 'accepted': {
        const kind = this.#answered(actor, frame);
        if (kind) this.#accepted(this.#ledger.job(String(frame.jobId), at), Number(frame.fence), kind, at);
        return;
      }
      case 'rejected':
        this.#answered(actor, frame);
        if (frame.code === 'LEASE_LOST') this.fenced += 1;
        return;
    }
  }

  #assigned({ actor, at, frame }: FrameRecord): void {
    const { id, attempt, type } = frame.job as { id: string; attempt: number; type: string };
    const fence = Number(frame.fence);
    const job = this.#ledger.job(id, at);
    const holder = `${actor} ${frame.workerId}`;
    if (fence === job.fence && holder !== job.holder)
      this.#violations.add('I2', at, id, `fence ${fence} was given to ${job.holder} and to ${holder}`);
    this.#attempts.set(`${id} ${fence}`, { at, accepted: null });
    if (attempt > 1) this.retries += 1;
    if (fence > job.fence) {
      job.fence = fence;
      job.holder = holder;
    }
    if (job.completedFence !== null && job.completedFence < fence) this.#stale(job, at);
    if (job.assignedAt !== null) return;
    this.#ledger.assigned(job, at);
    this.#onFirstAssignment(job, at, type);
  }

  /** Which report this answers. */
  #answered(actor: string, { jobId, fence, ref }: FrameRecord['frame']): ReportKind | null {
    const key = `${actor} ${jobId} ${fence}`;
    const waiting = this.#reports.get(key);
    if (!waiting) return null;
    const named = ref === undefined ? -1 : waiting.findIndex((report) => report.ref === ref);
    const [report] = waiting.splice(Math.max(0, named), 1);
    if (waiting.length === 0) this.#reports.delete(key);
    return report?.kind ?? null;
  }

  #accepted(job: AuditedJob, fence: number, kind: ReportKind, at: number): void {
    const attempt = this.#attempts.get(`${job.id} ${fence}`);
    if (attempt?.accepted) {
      this.#violations.add(
        'I2',
        at,
        job.id,
        `${attempt.accepted} and ${kind} were accepted for fence ${fence}`,
      );
      if (kind === 'job_complete') this.#ledger.duplicate(job);
    }
    if (attempt) {
      if (!attempt.accepted && kind !== 'release_job') this.runs.push(at - attempt.at);
      attempt.accepted = kind;
    }
    if (kind !== 'job_complete') return;
    if (job.completedFence !== null && job.completedFence !== fence) {
      const text = `completions were accepted for fences ${job.completedFence} and ${fence}`;
      this.#violations.add('I2', at, job.id, text);
      this.#ledger.duplicate(job);
    }
    job.completedFence = fence;
    if (job.fence > fence) this.#stale(job, at);
    else if (!attempt && job.fence > 0) {
      this.#violations.add(
        'I2',
        at,
        job.id,
        `a completion was accepted for fence ${fence}, which nobody was given`,
      );
      this.#ledger.duplicate(job);
    }
    this.#ledger.finish(job, 'completed');
  }

  // Two workers ran it to its end, and the one that had lost it was believed.
  #stale(job: AuditedJob, at: number): void {
    const text = `a completion was accepted for fence ${job.completedFence} although fence ${job.fence} was given out`;
    this.#violations.add('I2', at, job.id, text);
    this.#ledger.duplicate(job);
  }
}
