import type { JobFacts, TraceAnswer } from '../protocol/facts';
import type { JobView } from '../protocol/http';
import type { Attempt, JobError, TraceEvent } from '../protocol/job';
import type { AnswerPart } from './answer';

/** All that explanations may rest on. */
export interface Evidence {
  trace: Pick<TraceAnswer, 'job' | 'events'>;
  /** What is known of the queue and its workers now; null when it could not be read. */
  facts: JobFacts | null;
  /** Redis' clock, epoch ms; the facts' time is taken when they are there. */
  now: number;
  /** How durations (ms) are written here. */
  duration(ms: number): string;
}

/** One claim of the job, and what its events tell of it. Times are epoch ms. */
export interface Run {
  attempt: number;
  fence: number;
  worker: string;
  startedAt: number;
  /** Null while it runs. */
  endedAt: number | null;
  outcome: Attempt['outcome'];
  error?: JobError;
  /** When its worker was last heard of (claim, heartbeat, progress, log line, chunk). */
  lastSignAt: number;
  /** The event that shows the last sign or the end, as an index of the trace's events; null when there is none. */
  lastSignEvent: number | null;
  endEvent: number | null;
}

/** A job's trace, read once for all questions. */
export interface JobStory extends Evidence {
  job: JobView;
  events: readonly TraceEvent[];
  createdAt: number;
  finishedAt: number | null;
  /** In the order they started. */
  runs: Run[];
  /** Those since the job was last sent again by hand. */
  recentRuns: Run[];
  /** Attempts that count against the job's `attempts` since then. */
  used: number;
}

const signs = new Set<TraceEvent['kind']>(['claimed', 'heartbeat', 'progress', 'log', 'chunk']);
const ends = new Set<TraceEvent['kind']>(['failed', 'lost', 'released', 'completed', 'dead', 'cancelled']);

/** Reads a trace for its explanations. */
export function readStory(evidence: Evidence): JobStory {
  const { job, events } = evidence.trace;
  const byAttempt = new Map<number, number[]>();
  for (const [index, { attempt }] of events.entries()) {
    if (attempt === undefined) continue;
    const known = byAttempt.get(attempt);
    if (known) known.push(index);
    else byAttempt.set(attempt, [index]);
  }
  const runs = job.history.map((attempt) => readRun(attempt, events, byAttempt.get(attempt.attempt) ?? []));
  const sentAgainAt = events.findLast(({ kind }) => kind === 'requeued')?.at ?? 0;
  const recentRuns = runs.filter(({ startedAt }) => startedAt >= sentAgainAt);
  return {
    ...evidence,
    now: evidence.facts?.now ?? evidence.now,
    job,
    events,
    createdAt: Date.parse(job.createdAt),
    finishedAt: job.finishedAt === undefined ? null : Date.parse(job.finishedAt),
    runs,
    recentRuns,
    used: recentRuns.filter(usesUp).length,
  };
}

/** Whether a run counts against the job's `attempts`. */
export function usesUp({ outcome }: Run): boolean {
  return outcome === 'failed' || outcome === 'timeout' || outcome === 'lost';
}

function readRun(
  attempt: JobView['history'][number],
  events: readonly TraceEvent[],
  indexes: readonly number[],
): Run {
  const { startedAt, endedAt, ...rest } = attempt;
  const run: Run = {
    ...rest,
    startedAt: Date.parse(startedAt),
    endedAt: endedAt === undefined ? null : Date.parse(endedAt),
    lastSignAt: Date.parse(startedAt),
    lastSignEvent: null,
    endEvent: null,
  };
  for (const index of indexes) {
    const { kind, at } = events[index] as TraceEvent;
    if (signs.has(kind) && at >= run.lastSignAt) {
      run.lastSignAt = at;
      run.lastSignEvent = index;
    } else if (ends.has(kind) && run.endEvent === null) run.endEvent = index;
  }
  return run;
}

/** `attempt 2`, leading to it. */
export function attemptPart(run: Run): AnswerPart {
  return { text: `attempt ${run.attempt}`, ref: { kind: 'attempt', fence: run.fence } };
}

/** A worker's id, leading to the worker. */
export function workerPart(id: string): AnswerPart {
  return { text: id, ref: { kind: 'worker', id } };
}

/** Text that leads to an event, or is text alone when there is none. */
export function eventPart(text: string, index: number | null): AnswerPart {
  return index === null || index < 0 ? { text } : { text, ref: { kind: 'event', index } };
}

/** `UPSTREAM_ERROR: no answer`, on one line and at most 200 characters of message. */
export function errorText({ code, message }: JobError): string {
  const line = message.replace(/\s+/g, ' ').trim();
  const short = line.length > 200 ? `${line.slice(0, 199)}…` : line;
  return short === '' ? code : `${code}: ${short.replace(/\.$/, '')}`;
}
