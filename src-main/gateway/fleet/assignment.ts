import type { ClaimedJob } from '../../../src-core/queue/types';
import type { Machine } from './machine';

/** A job that a worker here holds. Times are monotonic milliseconds (`performance.now()`). */
export interface Assignment {
  readonly id: string;
  readonly fence: number;
  readonly attempt: number;
  readonly machine: Machine;
  /** The worker's id, `machine:gpu`. */
  readonly worker: string;
  readonly timeoutMs: number;
  /** When its time is over. */
  readonly endsBy: number;
  /** When it must have been acknowledged; null once it was. */
  ackBy: number | null;
  /** When its lease ends unless a heartbeat names it. */
  leaseUntil: number;
  /** Chunks it has sent in this attempt. */
  chunks: number;
  /** Resolves when the last of them is stored or refused; null when none is under way. */
  storing: Promise<void> | null;
  /** Progress on its way to Redis, and the newest one behind it. */
  telling: boolean;
  next: { percent: number; note: string } | null;
}

/** A fresh assignment; what is not said is as for a job just given out. */
export function newAssignment(
  about: Pick<
    Assignment,
    'id' | 'fence' | 'attempt' | 'machine' | 'worker' | 'timeoutMs' | 'endsBy' | 'leaseUntil'
  > &
    Partial<Pick<Assignment, 'ackBy' | 'chunks'>>,
): Assignment {
  return { ackBy: null, chunks: 0, storing: null, telling: false, next: null, ...about };
}

/** What a worker is shown of a job it is given. */
export function jobShown({ id, type, payload, attempt, timeoutMs, labels, requires }: ClaimedJob) {
  return { id, type, payload, attempt, timeoutMs, ...(labels && { labels }), ...(requires && { requires }) };
}
