import type { MeasureName } from './child';

/** What bare Signalbox jobs must reach against BullMQ, as a ratio of medians. */
export interface Target {
  bound: 'at least' | 'at most';
  ratio: number;
}

/** One number of a measurement that is reported. */
export interface Metric {
  measure: MeasureName;
  /** The sample's field. */
  field: string;
  title: string;
  unit: string;
  digits: number;
  target: Target;
}

const atLeast = (ratio: number): Target => ({ bound: 'at least', ratio });
const atMost = (ratio: number): Target => ({ bound: 'at most', ratio });

export const metrics: readonly Metric[] = [
  {
    measure: 'bulk',
    field: 'perSecond',
    title: 'bulk enqueue',
    unit: 'jobs/s',
    digits: 0,
    target: atLeast(7),
  },
  {
    measure: 'single',
    field: 'perSecond',
    title: 'single add',
    unit: 'jobs/s',
    digits: 0,
    target: atLeast(3),
  },
  {
    measure: 'processing',
    field: 'perSecond',
    title: 'processing',
    unit: 'jobs/s',
    digits: 0,
    target: atLeast(3),
  },
  {
    measure: 'latency',
    field: 'p50Ms',
    title: 'add to start, p50',
    unit: 'ms',
    digits: 2,
    target: atMost(1),
  },
  {
    measure: 'latency',
    field: 'p99Ms',
    title: 'add to start, p99',
    unit: 'ms',
    digits: 2,
    target: atMost(1),
  },
  {
    measure: 'memory',
    field: 'bytesPerJob',
    title: 'a waiting job',
    unit: 'bytes',
    digits: 0,
    target: atMost(0.45),
  },
  {
    measure: 'commands',
    field: 'perJob',
    title: 'a job, whole life',
    unit: 'commands',
    digits: 2,
    target: atMost(0.2),
  },
];

/** Redis commands a minute of idle Signalbox processes. */
export const idleTargets = { follower: 8, leader: 40 };

export function meets(target: Target, ratio: number): boolean {
  return target.bound === 'at least' ? ratio >= target.ratio : ratio <= target.ratio;
}
