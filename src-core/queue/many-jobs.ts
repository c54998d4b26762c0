import { setTimeout } from 'node:timers/promises';
import { Pacer } from './pacer';

/** Most jobs one call to Redis acts on. */
export const sliceSize = 100;

/** What one slice of a long act did. */
export interface Slice {
  done: number;
  /** Jobs that were in another state by then, or gone. */
  skipped: number;
  /** Nothing is left to do. */
  over: boolean;
}

/** A long act on many jobs, done slice by slice. */
export interface ManyJobs {
  /** Jobs chosen. */
  total: number;
  /** Acts on up to `most` further jobs. */
  next(most: number): Promise<Slice>;
}

/** 'a' done, 's' not in the right state, '' no such job: one answer a job, in order. */
export type Act = (ids: string[]) => Promise<string[]>;

/** The time a long act keeps its rate by. */
export interface Clock {
  /** Milliseconds of any steady clock. */
  now(): number;
  /** Resolves after `ms`, at once when `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined),
};

export interface WorkThroughOptions {
  /** Jobs a second; null = as fast as it goes. */
  rate: number | null;
  /** Ends the act after the slice under way. */
  signal: AbortSignal;
  onSlice: (slice: Slice) => void;
  clock?: Clock;
}

/** Acts on one job after the other at the rate asked for, until all are done or `signal` is aborted. */
export async function workThrough(work: ManyJobs, options: WorkThroughOptions): Promise<void> {
  const { rate, signal, onSlice, clock = systemClock } = options;
  const pacer = new Pacer(rate, clock.now());
  while (!signal.aborted) {
    const allowed = Math.min(sliceSize, pacer.allowed(clock.now()));
    if (allowed < 1) {
      await clock.sleep(pacer.waitMs(), signal);
      continue;
    }
    const slice = await work.next(allowed);
    // What was skipped cost the workers nothing.
    pacer.spend(slice.done);
    onSlice(slice);
    if (slice.over) return;
  }
}

/** An act on jobs that are named, each once. */
export function namedJobs(names: readonly string[], act: Act): ManyJobs {
  const ids = [...new Set(names)];
  let at = 0;
  return {
    total: ids.length,
    next: async (most) => {
      const answers = await act(ids.slice(at, at + most));
      at += answers.length;
      return { ...tallied(answers), over: at >= ids.length };
    },
  };
}

/** Counts the answers of an act. */
export function tallied(answers: readonly string[]): { done: number; skipped: number } {
  const done = answers.filter((answer) => answer === 'a').length;
  return { done, skipped: answers.length - done };
}
