import type { LabelValue } from '../../../src-core/protocol/job';
import type { WorkerFrame } from '../../../src-core/protocol/worker-frames';
import type { Outcome } from '../../../src-core/queue/types';
import type { Profile } from './profile';

export type Registration = Extract<WorkerFrame, { type: 'register_worker' }>;
type Gpu = Registration['gpus'][number];

/** What a heartbeat tells of a worker. */
export type Vitals = Omit<Extract<WorkerFrame, { type: 'heartbeat' }>['workers'][number], 'id'>;

/** What a worker asks of its machine. */
interface Holder {
  readonly id: string;
  readonly draining: boolean;
  /** Connected, willing and attentive. */
  readonly takesJobs: boolean;
}

/** Labels no machine chooses itself: what it is must not be a matter of opinion. */
const automaticLabels = ['machine', 'gpu', 'gpuModel', 'gpuMemoryMb'];

/** One GPU of a machine, or a machine without any: what jobs are given to. */
export class GpuWorker {
  readonly id: string;
  readonly slots: number;
  readonly types: ReadonlySet<string>;
  /** Its own and the automatic ones. */
  readonly labels: Record<string, LabelValue>;
  /** Epoch ms. */
  readonly startedAt = Date.now();
  /** Jobs it holds. */
  used = 0;
  completed = 0;
  failed = 0;
  vitals: Vitals = {};
  /** The workers that serve the same classes; null while it is not to be given any job. */
  profile: Profile<GpuWorker> | null = null;

  constructor(
    readonly machine: Holder,
    { jobTypes, slotsPerGpu, labels }: Registration,
    readonly gpu: Gpu | null,
  ) {
    this.id = `${machine.id}:${gpu?.id ?? 'cpu'}`;
    this.slots = slotsPerGpu;
    this.types = new Set(jobTypes);
    const own = Object.entries(labels).filter(([label]) => !automaticLabels.includes(label));
    this.labels = {
      ...Object.fromEntries(own),
      machine: machine.id,
      ...(gpu && { gpu: gpu.id, gpuModel: gpu.model, gpuMemoryMb: gpu.memoryMb }),
    };
  }

  /** Slots that may be given a job. */
  freeSlots(): number {
    return this.machine.takesJobs ? this.slots - this.used : 0;
  }

  /** A job of its has ended. */
  count(kind: Outcome['kind']): void {
    if (kind === 'complete') this.completed += 1;
    else if (kind === 'fail') this.failed += 1;
  }
}
