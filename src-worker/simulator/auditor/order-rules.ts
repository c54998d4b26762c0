import type { JobRecord } from '../../../src-core/protocol/job';
import { isFinished } from '../../../src-core/protocol/job-state';
import type { AuditedJob } from './job-ledger';
import type { Violations } from './violations';

/** A better job may start this much later before it counts: claims of several workers overlap, and frames travel. */
export const orderSlackMs = 2000;
const usualPriority = 5;
const maxPairs = 200;

interface Submission {
  kind: string;
  priority: number;
  delayed: boolean;
}

interface Waiting {
  job: AuditedJob;
  /** The lowest goes first. */
  rank: number;
  since: number;
}

/** A job that was assigned although a better one of its kind seems to have waited. */
interface Pair {
  later: string;
  earlier: string;
}

/** Watches that jobs of one class start by rank (invariant I6). What looks wrong in frames is judged by Redis' own times. */
export class OrderRules {
  readonly #violations: Violations;
  /** By the id a client chose. */
  readonly #submissions = new Map<string, Submission>();
  /** By class: for each priority the jobs that wait, oldest first, and how many of them were passed. */
  readonly #waiting = new Map<string, { jobs: Waiting[]; passed: number }[]>();
  readonly #suspected = new Set<string>();
  #pairs: Pair[] = [];
  #ageMs = 60_000;

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  /** How much a priority is worth, as the queue is set. */
  set ageMs(ms: number) {
    this.#ageMs = ms;
  }

  submitted(request: Record<string, unknown>): void {
    const { id, type, requires, priority, delayMs } = request;
    if (typeof id !== 'string') return;
    this.#submissions.set(id, {
      kind: `${type} ${requires === undefined ? '' : JSON.stringify(requires)}`,
      priority: typeof priority === 'number' ? priority : usualPriority,
      delayed: typeof delayMs === 'number' && delayMs > 0,
    });
  }

  accepted(job: AuditedJob, at: number): void {
    const known = this.#submissions.get(shortId(job.id));
    if (!known || known.delayed || job.assignedAt !== null) return;
    let lanes = this.#waiting.get(known.kind);
    if (!lanes) {
      lanes = Array.from({ length: 10 }, () => ({ jobs: [], passed: 0 }));
      this.#waiting.set(known.kind, lanes);
    }
    lanes[known.priority]?.jobs.push({ job, rank: this.#rank(at, known.priority), since: at });
  }

  assigned(job: AuditedJob, at: number): void {
    const short = shortId(job.id);
    const known = this.#submissions.get(short);
    this.#submissions.delete(short);
    if (!known || known.delayed) return;
    const rank = this.#rank(job.submittedAt ?? at, known.priority);
    for (const lane of this.#waiting.get(known.kind) ?? []) {
      const first = firstOf(lane);
      if (!first || first.rank + orderSlackMs >= rank || first.since + orderSlackMs >= at) continue;
      this.#suspect(first.job.id, job.id);
    }
  }

  /** Pairs to be judged now; they are then forgotten. */
  takePairs(): Pair[] {
    const pairs = this.#pairs;
    this.#pairs = [];
    return pairs;
  }

  /** Judges a pair by what Redis says; a job that is gone cannot be judged. */
  judge(later: JobRecord | null, earlier: JobRecord | null, at: number): void {
    if (!later || !earlier) return;
    const [laterStart, earlierStart] = [later, earlier].map((job) => job.history[0]?.startedAt);
    if (laterStart === undefined) return;
    if (earlierStart === undefined && (isFinished(earlier.state) || earlier.state === 'scheduled')) return;
    const rankOf = (job: JobRecord) => this.#rank(job.createdAt, job.priority);
    const better = rankOf(earlier) + orderSlackMs < rankOf(later);
    const had = earlier.createdAt + orderSlackMs < laterStart;
    if (!better || !had || (earlierStart ?? Number.POSITIVE_INFINITY) <= laterStart) return;
    const waited =
      earlierStart === undefined ? 'still waits' : `started ${earlierStart - laterStart} ms later`;
    this.#violations.add(
      'I6',
      at,
      earlier.id,
      `${later.id} was started first; this one goes before it and ${waited}`,
    );
  }

  #suspect(earlier: string, later: string): void {
    if (this.#suspected.has(earlier) || this.#suspected.size >= maxPairs) return;
    this.#suspected.add(earlier);
    this.#pairs.push({ earlier, later });
  }

  #rank(ready: number, priority: number): number {
    return this.#ageMs === 0 ? priority * 1e13 + ready : ready + priority * this.#ageMs;
  }
}

function firstOf(lane: { jobs: Waiting[]; passed: number }): Waiting | undefined {
  for (;;) {
    const first = lane.jobs[lane.passed];
    if (!first) return undefined;
    if (first.job.assignedAt === null && !first.job.end) return first;
    lane.passed += 1;
  }
}

/** A job's id without its owner. */
function shortId(id: string): string {
  return id.slice(id.indexOf('~') + 1);
}
