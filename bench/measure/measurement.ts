import type { Contender } from '../contenders/contender';

/** What one run yields, by metric. */
export type Sample = Record<string, number>;

export interface Measurement {
  contender: Contender;
  port: number;
  /** Jobs in the timed part. */
  jobs: number;
  /** Jobs before it, so that code is compiled and connections are warm. */
  warmUp: number;
}

/** The same for every contender. */
export const concurrency = 100;
export const singlesInFlight = 100;
