import type { Ref } from '../../../src-core/protocol/client-frames';
import { GpuWorker, type Registration } from './gpu-worker';
import { ToldOnce } from './told-once';
import type { WorkerLink } from './worker-link';

/** A machine and its workers. It outlives its socket for as long as it may come back to jobs of its own. */
export class Machine {
  link: WorkerLink | null = null;
  /** By worker id. */
  workers = new Map<string, GpuWorker>();
  /** Jobs it holds: job id to the id of the worker that has it. */
  readonly jobs = new Map<string, string>();
  /** Claims it was told it has lost, as 'ID FENCE'. A fence that is old stays old. */
  readonly told = new ToldOnce();
  /** Reports of its that were not answered yet, and chunks on their way to Redis. */
  asked = 0;
  chunksWaiting = 0;
  draining = false;
  /** It left a job unacknowledged, and has sent nothing since. */
  heedless = false;

  constructor(
    readonly id: string,
    /** Whose token it came with. */
    readonly key: string,
  ) {}

  get takesJobs(): boolean {
    return this.link !== null && !this.draining && !this.heedless;
  }

  /** Replaces its workers by those of a registration; one of the same id keeps its jobs and counts. */
  take(frame: Registration): void {
    const before = this.workers;
    this.workers = new Map();
    for (const gpu of frame.gpus.length > 0 ? frame.gpus : [null]) {
      const worker = new GpuWorker(this, frame, gpu);
      worker.completed = before.get(worker.id)?.completed ?? 0;
      worker.failed = before.get(worker.id)?.failed ?? 0;
      this.workers.set(worker.id, worker);
    }
    for (const id of this.jobs.values()) {
      const holder = this.workers.get(id);
      if (holder) holder.used += 1;
    }
  }

  /** Answers a request that has no answer of its own, when it asked for one. */
  ok(ref: Ref | undefined): void {
    if (ref !== undefined) this.link?.send({ type: 'ok', ref });
  }
}
