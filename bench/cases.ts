import type { MeasureName } from './child';
import type { Aof } from './redis-server';

/** One line of the report: a measurement under one setting. */
export interface Case {
  measure: MeasureName;
  aof: Aof;
  payloadBytes: number;
  keep: boolean;
  jobs: number;
  warmUp: number;
  rounds: number;
  /** The target counts for it; otherwise it is told only. */
  judged: boolean;
}

interface Size {
  jobs: number;
  warmUp: number;
}

// Long warm-ups: until its code is compiled a fast queue looks like a slow one.
const fullSizes: Record<MeasureName, Size> = {
  bulk: { jobs: 100_000, warmUp: 50_000 },
  single: { jobs: 80_000, warmUp: 40_000 },
  processing: { jobs: 50_000, warmUp: 30_000 },
  latency: { jobs: 500, warmUp: 200 },
  memory: { jobs: 50_000, warmUp: 0 },
  commands: { jobs: 10_000, warmUp: 1000 },
};
const quickShare = 0.4;
/** Two rounds show that a count is the same each time. */
const countRounds = 2;
const small = 100;
const large = 1024;

/** What a run measures, in order. */
export function casesOf(options: { quick: boolean; rounds: number; only: readonly string[] }): Case[] {
  const make = (measure: MeasureName, aof: Aof, payloadBytes: number, change: Partial<Case> = {}): Case => {
    const { jobs, warmUp } = fullSizes[measure];
    const share = options.quick ? quickShare : 1;
    const base = { measure, aof, payloadBytes, keep: false, rounds: options.rounds, judged: true };
    return { ...base, jobs: jobs * share, warmUp: warmUp * share, ...change };
  };
  const counted = { rounds: Math.min(countRounds, options.rounds) };
  const cases: Case[] = [];
  for (const aof of ['off', 'everysec'] as const) {
    for (const bytes of [small, large]) {
      cases.push(make('bulk', aof, bytes), make('single', aof, bytes), make('processing', aof, bytes));
      cases.push(make('processing', aof, bytes, { keep: true, judged: false }));
    }
    cases.push(make('latency', aof, small));
  }
  // Of a 1 KB payload every queue holds the whole, so there the ratio says little about the queue.
  cases.push(
    make('memory', 'off', small, counted),
    make('memory', 'off', large, { ...counted, judged: false }),
  );
  cases.push(make('commands', 'off', small, counted));
  return options.only.length === 0 ? cases : cases.filter((one) => options.only.includes(one.measure));
}
