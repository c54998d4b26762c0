import type { Schedule, ScheduleView } from '../../../../src-core/protocol/schedules';
import { spanText } from '../spans';

export type WhenKind = 'cron' | 'every' | 'at';

/** A schedule as it is being typed. Spans read `30s`; moments are by this machine's clocks, `2026-11-21T14:00`. */
export interface ScheduleDraft {
  name: string;
  queue: string;
  kind: WhenKind;
  cron: string;
  timezone: string;
  every: string;
  at: string;
  startAt: string;
  endAt: string;
  type: string;
  /** JSON. */
  payload: string;
  priority: number | '';
  attempts: number | '';
  timeout: string;
  overlap: Schedule['overlap'];
  missed: Schedule['missed'];
  missedMost: number | '';
  jitter: string;
  paused: boolean;
  /** What else its job says: kept as it is. */
  job: Partial<Schedule['job']>;
}

/** A schedule nobody has made yet. */
export function newDraft(queue: string): ScheduleDraft {
  return {
    name: '',
    queue,
    kind: 'cron',
    cron: '',
    timezone: 'UTC',
    every: '',
    at: '',
    startAt: '',
    endAt: '',
    type: 'echo',
    payload: '{}',
    priority: '',
    attempts: '',
    timeout: '',
    overlap: 'skip',
    missed: 'once',
    missedMost: 100,
    jitter: '',
    paused: false,
    job: {},
  };
}

/** A schedule that is there, to be edited. */
export function draftOf({ schedule, queue }: Pick<ScheduleView, 'schedule' | 'queue'>): ScheduleDraft {
  const { name, cron, timezone, every, at, startAt, endAt, overlap, missed, missedMost, jitterMs, paused } =
    schedule;
  const { type, payload, priority, attempts, timeoutMs, ...job } = schedule.job;
  return {
    name,
    queue,
    kind: cron !== undefined ? 'cron' : every !== undefined ? 'every' : 'at',
    cron: cron ?? '',
    timezone,
    every: every === undefined ? '' : spanText(every),
    at: momentText(at),
    startAt: momentText(startAt),
    endAt: momentText(endAt),
    type,
    payload: JSON.stringify(payload, null, 2) ?? 'null',
    priority: priority ?? '',
    attempts: attempts ?? '',
    timeout: timeoutMs === undefined ? '' : spanText(timeoutMs),
    overlap,
    missed,
    missedMost,
    jitter: jitterMs === 0 ? '' : spanText(jitterMs),
    paused,
    job,
  };
}

/** The moment by this machine's clocks, as a field for date and time has it; '' for none. */
function momentText(iso: string | undefined): string {
  if (iso === undefined) return '';
  const time = new Date(iso);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local
    .toISOString()
    .slice(0, 23)
    .replace(/:00\.000$|\.000$/, '');
}

/** A field's moment as ISO 8601; undefined when it is empty or no moment. */
export function readMoment(text: string): string | undefined {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
