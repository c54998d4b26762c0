import type { SimulationCounts } from '../../src-core/protocol/simulator';
import type { FrameRecord } from '../../src-worker/simulator/auditor/frame-record';
import type { RunAuditor } from '../../src-worker/simulator/run/simulation-options';

/** Watches a simulated run for the bench: how long jobs took to be assigned, and to whom. It checks nothing else. */
export class FleetMeter implements RunAuditor {
  /** Jobs each worker was given. */
  readonly jobsOf = new Map<string, number>();
  readonly #submitted = new Map<string, number>();
  readonly #assigned = new Map<string, number>();
  #completed = 0;

  async start(): Promise<void> {}

  frame({ at, role, direction, frame }: FrameRecord): void {
    if (role !== 'worker' || direction !== 'out') return;
    if (frame.type === 'accepted') this.#completed += 1;
    if (frame.type !== 'job_assigned') return;
    const { job, workerId } = frame as unknown as { job: { id: string }; workerId: string };
    this.jobsOf.set(workerId, (this.jobsOf.get(workerId) ?? 0) + 1);
    if (!this.#assigned.has(job.id)) this.#assigned.set(job.id, at);
  }

  accepted(jobId: string, submittedAt: number): void {
    this.#submitted.set(jobId, submittedAt);
  }

  fault(): void {}

  /** Ms from a job's submission by its client to its first assignment, sorted. */
  dispatches(): Float64Array {
    const spans: number[] = [];
    for (const [id, at] of this.#submitted)
      spans.push((this.#assigned.get(id) ?? Number.POSITIVE_INFINITY) - at);
    return Float64Array.from(spans).sort();
  }

  counts(): Omit<SimulationCounts, 'planned' | 'submitted' | 'rejected'> {
    const [accepted, active] = [this.#submitted.size, this.unfinished()];
    const none = { dead: 0, cancelled: 0, retries: 0, fenced: 0, lost: 0, duplicated: 0, waiting: 0 };
    return { ...none, accepted, completed: this.#completed, active };
  }

  unfinished(): number {
    return this.#submitted.size - this.#completed;
  }

  waits(): null {
    return null;
  }

  runs(): null {
    return null;
  }

  maxDepth(): number {
    return 0;
  }

  assertions(): [] {
    return [];
  }

  async finish(): Promise<{ assertions: []; violations: [] }> {
    return { assertions: [], violations: [] };
  }
}
