import type { Claims } from '../../src-core/queue/claims';
import type { RunningJob, StopReason } from './running-job';

const timeoutCheckMs = 50;
const shortestHeartbeatMs = 50;

/** The jobs that run in this worker: renews their leases, and stops those that lost theirs or ran out of time. */
export class RunningJobs {
  readonly #claims: Claims;
  readonly #onError: (error: unknown) => void;
  readonly #jobs = new Map<string, RunningJob>();
  #timers: NodeJS.Timeout[] = [];

  constructor(claims: Claims, onError: (error: unknown) => void) {
    this.#claims = claims;
    this.#onError = onError;
  }

  get size(): number {
    return this.#jobs.size;
  }

  add(running: RunningJob): void {
    this.#jobs.set(running.job.id, running);
  }

  remove(running: RunningJob): void {
    if (this.#jobs.get(running.job.id) === running) this.#jobs.delete(running.job.id);
  }

  /** Begins to renew and to check. Heartbeats come three times in a lease. */
  watch(): void {
    const heartbeatMs = Math.max(shortestHeartbeatMs, Math.floor(this.#claims.leaseMs / 3));
    this.#timers = [
      setInterval(() => void this.#heartbeat(), heartbeatMs),
      setInterval(() => this.#checkTimeouts(), timeoutCheckMs),
    ];
  }

  unwatch(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Stops one job; with a fence, only that claim of it. */
  stop(id: string, fence: number | null, reason: StopReason): void {
    const running = this.#jobs.get(id);
    if (running && (fence === null || running.job.fence === fence)) running.stop(reason);
  }

  stopAll(reason: StopReason): void {
    for (const running of this.#jobs.values()) running.stop(reason);
  }

  async #heartbeat(): Promise<void> {
    if (this.#jobs.size === 0) return;
    const jobs = [...this.#jobs.values()].map(({ job }) => ({ id: job.id, fence: job.fence }));
    try {
      const { lost, cancelled } = await this.#claims.renew(jobs);
      const fences = new Map(jobs.map(({ id, fence }) => [id, fence]));
      for (const id of lost) this.stop(id, fences.get(id) ?? null, 'lost');
      for (const id of cancelled) this.stop(id, fences.get(id) ?? null, 'cancelled');
    } catch (error) {
      this.#onError(error);
    }
  }

  #checkTimeouts(): void {
    const now = performance.now();
    for (const running of this.#jobs.values()) if (running.deadline <= now) running.stop('timeout');
  }
}
