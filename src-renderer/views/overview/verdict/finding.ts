import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import type { WorkerView } from '../../../../src-core/protocol/http';
import type { QueueNumbers, StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import type { PoolWorker } from '../../../../src-core/protocol/worker-lifecycle';

/** What can be done about a finding without leaving the overview. */
export type Remedy =
  | { kind: 'resume'; queue: string }
  | { kind: 'add-worker' }
  | { kind: 'start-now'; name: string };

/** Something that is wrong or soon will be. */
export interface Finding {
  /** The same as long as the matter lasts. */
  id: string;
  /** `bad`: jobs suffer now. `warn`: they will, or it is unclear. */
  severity: 'bad' | 'warn';
  /** Order among findings, 100 worst. */
  weight: number;
  /** The queue or worker it is about; null for the whole. */
  subject: string | null;
  title: string;
  evidence: string;
  /** Where to look. */
  link: { label: string; to: string };
  remedy?: Remedy;
}

/** Waiting jobs of one type and requirements that no worker may run. */
export interface UnservedClass {
  queue: string;
  type: string;
  /** How many were seen; there may be more. */
  count: number;
  /** One of them. */
  exampleId: string;
  /** What the worker that comes nearest lacks, in words; empty = no worker offers the type. */
  lacks: string[];
}

/** What the findings are drawn from, besides the frames. */
export interface Surroundings {
  /** Null until the first `workers` event. `pool` is null when this gateway runs none. */
  workers: { workers: WorkerView[]; pool: PoolWorker[] | null } | null;
  groups: readonly ErrorGroup[];
  unserved: readonly UnservedClass[];
  /** Waiting jobs from which a queue is warned about; 0 = never. */
  alertPending: number;
  /** The queue that workers of this gateway's pool serve; null when it has no pool. */
  poolQueue: string | null;
}

/** One rule's view: the newest frame, those before it, and the rest. */
export interface Evidence extends Surroundings {
  frame: StatsFrame;
  /** Oldest first, `frame` last. */
  history: readonly StatsFrame[];
}

export type QueueRule = (evidence: Evidence, queue: QueueNumbers) => Finding | null;
export type SystemRule = (evidence: Evidence) => Finding[];
