import type { FleetClaims } from '../../../src-core/queue/fleet-claims';
import type { RenewalAnswer } from '../../../src-core/queue/renewal';
import type { Assignment } from './assignment';

/** Heartbeats are gathered for this long, or until there are that many jobs. */
const gatherMs = 50;
const mostJobs = 1000;

/** Renews the leases that heartbeats name: those of all sockets together, in one call. */
export class Renewals {
  #waiting = new Set<Assignment>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly claims: FleetClaims,
    private readonly leaseMs: number,
    /** The lease is not this worker's any more. */
    private readonly lose: (assignment: Assignment, why: Exclude<RenewalAnswer, 'renewed'>) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  add(assignment: Assignment): void {
    this.#waiting.add(assignment);
    if (this.#waiting.size >= mostJobs) void this.#send();
    else this.#timer ??= setTimeout(() => void this.#send(), gatherMs);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
  }

  async #send(): Promise<void> {
    const batch = [...this.#waiting];
    this.stop();
    const sentAt = performance.now();
    try {
      const answers = await this.claims.renew(batch);
      for (const [n, assignment] of batch.entries()) {
        const answer = answers[n] ?? 'lost';
        if (answer === 'renewed') assignment.leaseUntil = sentAt + this.leaseMs;
        else this.lose(assignment, answer);
      }
    } catch (error) {
      // The next heartbeat tries again.
      this.onError(error);
    }
  }
}
