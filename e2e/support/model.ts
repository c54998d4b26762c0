import { type JobState, jobTransitions } from '../../src-core/protocol/job-state';
import { rankOf } from './queue-picture';

/** One claim of a job. */
export interface ModelClaim {
  fence: number;
  attempt: number;
  worker: string;
  outcome: string;
}

/** What the engine ought to know of a job. */
export interface ModelJob {
  id: string;
  type: string;
  priority: number;
  payload: unknown;
  /** 'gone' = removed, and rightly so. */
  state: JobState | 'gone';
  /** null until it is first seen waiting after it became ready. */
  readyAt: number | null;
  /** Lower bound of the next readyAt. */
  readySince: number;
  attempts: number;
  attempt: number;
  used: number;
  /** The order of adding. */
  order: number;
  keepMs: number;
  /** It can expire until it is first claimed; `overdue` = maintenance finds its time over, `late` = so does a claim. */
  expires: boolean;
  overdue: boolean;
  late: boolean;
  leaseOver: boolean;
  due: boolean;
  watched: boolean;
  /** Freed when the job is finished. */
  dedupeKey: string | null;
  claims: ModelClaim[];
  completions: number;
  /** ATTEMPT-SEQUENCE of each chunk delivered, in order. */
  chunks: string[];
}

export interface ModelLimits {
  concurrency: number | null;
  rate: number | null;
  maxWaiting: number | null;
  ageMs: number;
  keepFinished: number;
}

export const firstLimits: ModelLimits = {
  concurrency: null,
  rate: null,
  maxWaiting: null,
  ageMs: 60_000,
  keepFinished: 10_000,
};

const totals = [
  'added',
  'started',
  'completed',
  'failed',
  'retried',
  'dead',
  'cancelled',
  'expired',
  'released',
  'lost',
] as const;

/** What the queue ought to hold. Every move is checked against the state table (invariant I3). */
export class Model {
  readonly jobs: ModelJob[] = [];
  /** Holders of dedupe keys. */
  readonly dedupe = new Map<string, string>();
  readonly idempotency = new Map<string, { id: string; fingerprint: string }>();
  readonly totals = Object.fromEntries(totals.map((name) => [name, 0])) as Record<
    (typeof totals)[number],
    number
  >;
  limits: ModelLimits = { ...firstLimits };
  paused = false;
  /** When the present step began, epoch ms. */
  stepAt = Date.now();
  /** Starts counted while a rate limit was set. */
  rateUsed = 0;

  in(...states: ModelJob['state'][]): ModelJob[] {
    return this.jobs.filter((job) => states.includes(job.state));
  }

  /** The job that has this id now. */
  find(id: string): ModelJob | undefined {
    return this.jobs.findLast((job) => job.id === id && job.state !== 'gone');
  }

  add(
    job: Pick<ModelJob, 'id' | 'type' | 'priority' | 'payload' | 'attempts' | 'keepMs'> & Partial<ModelJob>,
  ): ModelJob {
    const made: ModelJob = {
      state: 'waiting',
      readyAt: null,
      readySince: this.stepAt,
      attempt: 0,
      used: 0,
      order: this.jobs.length,
      expires: false,
      overdue: false,
      late: false,
      leaseOver: false,
      due: false,
      watched: false,
      dedupeKey: null,
      claims: [],
      completions: 0,
      chunks: [],
      ...job,
    };
    this.jobs.push(made);
    this.totals.added += 1;
    return made;
  }

  start(job: ModelJob, fence: number, worker: string): void {
    this.#move(job, 'active');
    const before = job.claims.at(-1)?.fence ?? 0;
    if (fence <= before) throw new Error(`${job.id}: the fence went from ${before} to ${fence}`);
    job.attempt += 1;
    job.expires = false;
    job.leaseOver = false;
    job.claims.push({ fence, attempt: job.attempt, worker, outcome: 'running' });
    this.totals.started += 1;
    if (this.limits.rate !== null) this.rateUsed += 1;
  }

  complete(job: ModelJob): void {
    job.completions += 1;
    this.#endClaim(job, 'completed');
    this.totals.completed += 1;
    this.#finish(job, 'completed');
  }

  fail(job: ModelJob, retryable: boolean): void {
    this.#endClaim(job, 'failed');
    job.used += 1;
    this.totals.failed += 1;
    if (retryable && job.used < job.attempts) {
      this.#move(job, 'scheduled');
      job.due = false;
      this.totals.retried += 1;
    } else this.#die(job);
  }

  release(job: ModelJob): void {
    this.#endClaim(job, 'released');
    this.#move(job, 'waiting');
    this.totals.released += 1;
  }

  cancel(job: ModelJob): void {
    if (job.state === 'active') this.#endClaim(job, 'cancelled');
    this.totals.cancelled += 1;
    this.#finish(job, 'cancelled');
  }

  expire(job: ModelJob): void {
    this.totals.expired += 1;
    this.#finish(job, 'expired');
  }

  requeue(job: ModelJob): void {
    this.#move(job, 'waiting');
    job.used = 0;
    this.#ready(job);
  }

  /** Removed by an operator or by retention. */
  remove(job: ModelJob): void {
    if (job.state === 'waiting' || job.state === 'scheduled') this.#freeDedupe(job);
    job.state = 'gone';
  }

  /** One complete round of maintenance. */
  tick(): void {
    for (const job of this.in('scheduled').filter(({ due }) => due)) {
      this.#move(job, 'waiting');
      this.#ready(job);
    }
    for (const job of this.in('active').filter(({ leaseOver }) => leaseOver)) {
      this.#endClaim(job, 'lost');
      job.used += 1;
      this.totals.failed += 1;
      this.totals.lost += 1;
      if (job.used < job.attempts) this.#move(job, 'waiting');
      else this.#die(job);
    }
    for (const job of this.in('waiting', 'scheduled').filter(({ expires, overdue }) => expires && overdue))
      this.expire(job);
    for (const job of this.in('completed', 'dead', 'cancelled', 'expired').filter(({ due }) => due))
      this.remove(job);
  }

  rank(job: ModelJob): number {
    return rankOf(job.readyAt ?? Number.NaN, job.priority, this.limits.ageMs);
  }

  /** How many jobs a claim for up to `max` may take. */
  room(max: number): number {
    const free = (this.limits.concurrency ?? Number.POSITIVE_INFINITY) - this.in('active').length;
    const left = (this.limits.rate ?? Number.POSITIVE_INFINITY) - this.rateUsed;
    return this.paused ? 0 : Math.max(0, Math.min(max, free, left));
  }

  /** Finished jobs that count against `keepFinished`. */
  kept(): ModelJob[] {
    return this.in('completed', 'cancelled', 'expired');
  }

  #move(job: ModelJob, to: JobState): void {
    if (job.state === 'gone' || !jobTransitions[job.state].includes(to)) {
      throw new Error(`${job.id}: ${job.state} -> ${to} is not in the state table`);
    }
    job.state = to;
  }

  #ready(job: ModelJob): void {
    job.readyAt = null;
    job.readySince = this.stepAt;
    job.order = Number.NaN;
    job.due = false;
  }

  #die(job: ModelJob): void {
    this.totals.dead += 1;
    this.#finish(job, 'dead');
  }

  #finish(job: ModelJob, state: JobState): void {
    this.#move(job, state);
    this.#freeDedupe(job);
    job.due = false;
    const kept = job.keepMs > 0 || job.watched || state === 'dead';
    job.watched = false;
    if (!kept) job.state = 'gone';
  }

  #freeDedupe(job: ModelJob): void {
    if (job.dedupeKey !== null && this.dedupe.get(job.dedupeKey) === job.id)
      this.dedupe.delete(job.dedupeKey);
    job.dedupeKey = null;
  }

  #endClaim(job: ModelJob, outcome: string): void {
    (job.claims.at(-1) as ModelClaim).outcome = outcome;
  }
}
