import type { JobView } from '../../../../src-core/protocol/http';
import type { JobState } from '../../../../src-core/protocol/job-state';

/** What the table shows of a job; very many are kept, so nothing more. Times are epoch ms. */
export interface JobRow {
  /** `QUEUE/ID` */
  key: string;
  id: string;
  queue: string;
  type: string;
  state: JobState;
  priority: number;
  createdAt: number;
  /** Since when it waits, or waited before its last start; null when it did not begin to: it is put off. */
  waitFrom: number | null;
  /** Start of its last attempt; null before the first. */
  startedAt: number | null;
  finishedAt: number | null;
  /** When its last attempt ended; null while it runs, and before the first. */
  endedAt: number | null;
  attempt: number;
  attempts: number;
  /** '' = none */
  worker: string;
  client: string;
  /** `CODE: message`, cut; '' = none */
  error: string;
}

const longestError = 300;

export function rowKey({ queue, id }: { queue: string; id: string }): string {
  return `${queue}/${id}`;
}

/** The queue and id of a key: a queue's name has no slash in it. */
export function parseKey(key: string): { queue: string; id: string } {
  const cut = key.indexOf('/');
  return { queue: key.slice(0, cut), id: key.slice(cut + 1) };
}

/** A job as a row. */
export function toRow(job: JobView): JobRow {
  const last = job.history.at(-1);
  return {
    key: rowKey(job),
    id: job.id,
    queue: job.queue,
    type: job.type,
    state: job.state,
    priority: job.priority,
    createdAt: Date.parse(job.createdAt),
    waitFrom: waitFrom(job),
    startedAt: last ? Date.parse(last.startedAt) : null,
    endedAt: last?.endedAt === undefined ? null : Date.parse(last.endedAt),
    finishedAt: job.finishedAt === undefined ? null : Date.parse(job.finishedAt),
    attempt: job.attempt,
    attempts: job.attempts,
    worker: job.worker ?? last?.worker ?? '',
    client: job.clientId ?? '',
    error: job.error ? `${job.error.code}: ${job.error.message}`.slice(0, longestError) : '',
  };
}

/** When the last wait began: with being ready, or with the end of the attempt before where it was ready all along. */
function waitFrom({ state, createdAt, readyAt, history }: JobView): number | null {
  if (state === 'scheduled') return null;
  const before = state === 'waiting' ? history.at(-1) : history.at(-2);
  const ends = before?.endedAt === undefined ? 0 : Date.parse(before.endedAt);
  return Math.max(Date.parse(readyAt ?? createdAt), ends);
}

/** How long the job waited for its last start, or waits so far; null when it did not, or ended without one. */
export function waitMs({ waitFrom: from, startedAt, state }: JobRow, now: number): number | null {
  if (from === null) return null;
  if (state === 'waiting') return Math.max(0, now - from);
  return startedAt === null ? null : Math.max(0, startedAt - from);
}

/** How long its last attempt ran, or has run so far; null when it never did. */
export function runMs({ startedAt, endedAt, finishedAt, state }: JobRow, now: number): number | null {
  if (startedAt === null) return null;
  if (endedAt !== null) return Math.max(0, endedAt - startedAt);
  return state === 'active'
    ? Math.max(0, now - startedAt)
    : Math.max(0, (finishedAt ?? startedAt) - startedAt);
}

/** How long ago it was submitted. */
export function ageMs({ createdAt }: JobRow, now: number): number {
  return Math.max(0, now - createdAt);
}
