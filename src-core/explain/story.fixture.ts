import type { JobFacts } from '../protocol/facts';
import type { JobView } from '../protocol/http';
import type { TraceEvent } from '../protocol/job';
import type { Evidence } from './job-story';

/** When the jobs of these tests were submitted; epoch ms. */
export const t0 = Date.UTC(2026, 0, 5, 12);
export const iso = (ms: number): string => new Date(t0 + ms).toISOString();

type RunSettings = Partial<Omit<JobView['history'][number], 'startedAt' | 'endedAt'>> & {
  /** ms after t0. */
  from: number;
  to?: number;
};

/** A job with everything that is not said at its default. */
export function jobOf(change: Partial<JobView> & { runs?: RunSettings[] } = {}): JobView {
  const { runs = [], ...rest } = change;
  const history = runs.map(({ from, to, ...run }, n) => ({
    attempt: n + 1,
    fence: t0 + from,
    worker: `w${n + 1}`,
    outcome: 'completed' as const,
    ...run,
    startedAt: iso(from),
    ...(to !== undefined && { endedAt: iso(to) }),
  }));
  return {
    id: 'j1',
    queue: 'default',
    type: 'chat',
    state: 'waiting',
    priority: 5,
    createdAt: iso(0),
    attempt: history.length,
    attempts: 4,
    timeoutMs: 90_000,
    history,
    ...rest,
  };
}

type EventSettings = [atMs: number, kind: TraceEvent['kind'], more?: Partial<TraceEvent>];

export function eventsOf(...events: EventSettings[]): TraceEvent[] {
  return events.map(([at, kind, more]) => ({ at: t0 + at, kind, ...more }));
}

export function workerOf(change: Partial<JobFacts['workers'][number]> = {}): JobFacts['workers'][number] {
  return { id: 'w1', state: 'running', active: 0, concurrency: 5, servesType: true, lacks: [], ...change };
}

export function factsOf(
  queue: Partial<JobFacts['queue']> = {},
  rest: Partial<Omit<JobFacts, 'queue'>> = {},
): JobFacts {
  return {
    now: t0 + 12_000,
    queue: {
      name: 'default',
      paused: false,
      waiting: 1,
      active: 0,
      concurrency: null,
      rate: null,
      rateUsedUp: false,
      startedLastMinute: 0,
      ...queue,
    },
    ahead: 0,
    workers: [workerOf()],
    ...rest,
  };
}

/** Seconds, so that what is expected reads like what is written. */
const seconds = (ms: number): string => `${ms / 1000} s`;

export function evidenceOf(
  job: JobView,
  events: TraceEvent[] = eventsOf([0, 'created']),
  facts: JobFacts | null = null,
): Evidence {
  return { trace: { job, events }, facts, now: t0 + 12_000, duration: seconds };
}
