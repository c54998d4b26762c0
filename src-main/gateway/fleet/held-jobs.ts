import type { FleetClaims } from '../../../src-core/queue/fleet-claims';
import type { RenewalAnswer } from '../../../src-core/queue/renewal';
import type { Outcome } from '../../../src-core/queue/types';
import type { Assignment } from './assignment';
import type { HeldQuestions } from './held-questions';
import type { Machine } from './machine';
import { Renewals } from './renewals';

/** How often acknowledgements, time limits and leases are looked at, in ms; not at all while no job is held. */
const sweepMs = 100;
/** The lease that runs out here may live a little longer in Redis, and the leader be late: asked again this often, in ms. */
const askAgainMs = 1000;

interface Parts {
  claims: FleetClaims;
  questions: HeldQuestions;
  leaseMs: number;
  /** Its slot is free. */
  freed: (assignment: Assignment) => void;
  /** It left a job unacknowledged: it is given no more until it is heard of. */
  unheard: (machine: Machine) => void;
  onError: (error: unknown) => void;
}

/** The jobs that workers of one queue hold here, until they end, time out, or are lost. */
export class HeldJobs {
  readonly #parts: Parts;
  readonly #byJob = new Map<string, Assignment>();
  readonly #renewals: Renewals;
  #sweep: NodeJS.Timeout | null = null;
  #lookedAt = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const lose = (assignment: Assignment, why: Exclude<RenewalAnswer, 'renewed'>) =>
      this.lose(assignment, why);
    this.#renewals = new Renewals(parts.claims, parts.leaseMs, lose, parts.onError);
  }

  get size(): number {
    return this.#byJob.size;
  }

  get(jobId: string): Assignment | undefined {
    return this.#byJob.get(jobId);
  }

  /** A worker holds it from now on; whoever held an earlier claim of the same job has lost it. */
  add(assignment: Assignment): void {
    const earlier = this.#byJob.get(assignment.id);
    if (earlier) this.lose(earlier, 'lost');
    const { machine, worker, id } = assignment;
    this.#byJob.set(id, assignment);
    machine.jobs.set(id, worker);
    const holder = machine.workers.get(worker);
    if (holder) holder.used += 1;
    if (this.#sweep) return;
    this.#lookedAt = performance.now();
    this.#sweep = setInterval(() => this.#look(), sweepMs);
  }

  /** It is over here; false when it was already. */
  remove(assignment: Assignment): boolean {
    const { machine, worker, id } = assignment;
    if (this.#byJob.get(id) !== assignment) return false;
    this.#byJob.delete(id);
    machine.jobs.delete(id);
    const holder = machine.workers.get(worker);
    if (holder) holder.used -= 1;
    if (this.#byJob.size === 0) this.#stopSweep();
    this.#parts.freed(assignment);
    return true;
  }

  /** Another attempt has it, or it was cancelled: its worker is told. */
  lose(assignment: Assignment, why: 'lost' | 'cancelled'): void {
    if (!this.remove(assignment)) return;
    const { machine, id: jobId, fence } = assignment;
    if (why === 'lost') machine.told.add(`${jobId} ${fence}`);
    machine.link?.send({ type: why === 'lost' ? 'lease_lost' : 'job_cancelled', jobId, fence });
  }

  /** Extends its lease, with those that other heartbeats name. */
  renew(assignment: Assignment): void {
    this.#renewals.add(assignment);
  }

  /** Gives back what a machine that is gone had not acknowledged. The rest stays leased: it may come back. */
  giveBackUnacknowledged(machine: Machine): void {
    for (const assignment of this.#of(machine)) if (assignment.ackBy !== null) this.#giveBack(assignment);
  }

  /** Forgets what a machine holds, without a word to anyone. */
  forget(machine: Machine): void {
    for (const assignment of this.#of(machine)) this.remove(assignment);
  }

  stop(): void {
    this.#stopSweep();
    this.#renewals.stop();
  }

  #of(machine: Machine): Assignment[] {
    return [...machine.jobs.keys()].flatMap((id) => this.#byJob.get(id) ?? []);
  }

  #stopSweep(): void {
    if (this.#sweep) clearInterval(this.#sweep);
    this.#sweep = null;
  }

  #look(): void {
    const now = performance.now();
    // While this process stood still it has read no acknowledgement either.
    const stoodStill = Math.max(0, now - this.#lookedAt - sweepMs);
    this.#lookedAt = now;
    for (const assignment of [...this.#byJob.values()]) {
      if (assignment.ackBy !== null) assignment.ackBy += stoodStill;
      if (assignment.endsBy <= now) this.#timeOut(assignment);
      else if (assignment.ackBy !== null && assignment.ackBy <= now) this.#passOver(assignment);
      else if (assignment.leaseUntil <= now) this.#leaseRanOut(assignment, now);
    }
  }

  #passOver(assignment: Assignment): void {
    this.#parts.unheard(assignment.machine);
    this.#giveBack(assignment);
  }

  #giveBack(assignment: Assignment): void {
    const { id, fence } = assignment;
    if (this.remove(assignment)) this.#report({ kind: 'release', id, fence });
  }

  #timeOut(assignment: Assignment): void {
    const { id, fence, timeoutMs, machine } = assignment;
    if (!this.remove(assignment)) return;
    const message = `The job ran longer than its timeout of ${timeoutMs} ms`;
    this.#report({
      kind: 'fail',
      id,
      fence,
      error: { code: 'JOB_TIMEOUT', message },
      retryable: true,
      outcome: 'timeout',
    });
    machine.link?.send({ type: 'job_cancelled', jobId: id, fence });
  }

  #leaseRanOut(assignment: Assignment, now: number): void {
    if (!assignment.machine.link) {
      this.remove(assignment);
      return;
    }
    assignment.leaseUntil = now + askAgainMs;
    this.#parts.questions
      .ask(assignment)
      .then((answer) => {
        if (typeof answer === 'string') this.lose(assignment, answer);
      })
      .catch(this.#parts.onError);
  }

  #report(outcome: Outcome): void {
    this.#parts.claims.finish(outcome).catch(this.#parts.onError);
  }
}
