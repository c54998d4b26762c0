import { randomBytes } from 'node:crypto';
import { hideHeaders } from '../protocol/http-call';
import type { Schedule, ScheduleView, TickRecord } from '../protocol/schedules';
import { isSecretName } from '../redaction/mask-secrets';
import { nextTicks, type Timing } from './ticks';

/** A schedule as Redis holds it. */
export interface Entry {
  schedule: Schedule;
  /** Changes with each edit by a person. */
  version: string;
  /** Epoch ms, Redis' clock. */
  createdAt: number;
  /** The first tick not worked on yet; null = there is none, or it is paused. */
  next: number | null;
  /** Ticks that wait for the job of an earlier one, oldest first. */
  queued: number[];
  /** The job started last. */
  lastJobId: string | null;
  last: TickRecord | null;
}

/** A new entry, or an edited one that keeps its past and a tick that is due. Other ticks up to `now` are over. */
export function entryOf(schedule: Schedule, now: number, before: Entry | null): Entry {
  const entry: Entry = {
    schedule,
    version: randomBytes(6).toString('base64url'),
    createdAt: before?.createdAt ?? now,
    next: null,
    queued: before?.queued ?? [],
    lastJobId: before?.lastJobId ?? null,
    last: before?.last ?? null,
  };
  if (schedule.paused) return entry;
  const due = before?.next ?? null;
  return { ...entry, next: due !== null && due <= now ? due : nextTick(entry, now) };
}

export function timingOf({ schedule, createdAt }: Entry): Timing {
  return { ...schedule, createdAt };
}

/** The first tick after `after`; null when there is none. */
export function nextTick(entry: Entry, after: number): number | null {
  return nextTicks(timingOf(entry), after, 1)[0] ?? null;
}

/** An entry as people are shown it: with its next `count` ticks, without what its payload has secret. */
export function viewOf(entry: Entry, queue: string, now: number, count: number): ScheduleView {
  const { schedule, version, createdAt, next, queued, last } = entry;
  const { job } = schedule;
  const after = next === null ? now : next - 1;
  return {
    schedule: { ...schedule, job: { ...job, payload: hideHeaders(job.type, job.payload, isSecretName) } },
    queue,
    version,
    createdAt,
    nextTick: next,
    nextTicks: schedule.paused ? [] : nextTicks(timingOf(entry), after, count),
    queuedTicks: queued,
    last,
  };
}
