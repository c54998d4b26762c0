import { type Schedule, scheduleSchema } from '../../../../src-core/protocol/schedules';
import { parseJson } from '../../dead-letters/payload/parse-json';
import { hiddenHeaders } from '../hidden-headers';
import { readSpan } from '../spans';
import { readMoment, type ScheduleDraft } from './schedule-draft';

/** A field of the form, or the whole of it. */
export type FieldName = Exclude<keyof ScheduleDraft, 'job' | 'kind'> | 'whole';
/** What is wrong, by the field where it is. */
export type Faults = Partial<Record<FieldName, string>>;

export type ReadDraft = { ok: true; schedule: Schedule } | { ok: false; faults: Faults };

const spanText = 'a time like 30s, 5m or 1.5h; a plain number is milliseconds';

/** The schedule that was typed. `isNew`: nothing is there that a hidden value could be taken from. */
export function readDraft(draft: ScheduleDraft, isNew: boolean): ReadDraft {
  const payload = parseJson(draft.payload);
  const faults: Faults = { ...timingFaults(draft), ...spanFaults(draft) };
  if (draft.name === '') faults.name = 'a name of letters, digits, . _ -';
  if (draft.type.trim() === '') faults.type = 'the job type a tick starts';
  if (!payload.ok)
    faults.payload = `line ${payload.fault.line}, column ${payload.fault.column}: ${payload.fault.message}`;
  else if (isNew && hiddenHeaders(draft.type.trim(), payload.value).length > 0)
    faults.payload = `give the values of the headers that read ***: ${hiddenHeaders(draft.type.trim(), payload.value).join(', ')}`;
  const parsed = scheduleSchema.safeParse(inputOf(draft, payload.ok ? payload.value : null));
  const { whole, ...others } = parsed.success ? {} : faultsAt(parsed.error.issues);
  const found: Faults = { ...others, ...faults };
  // What is wrong with the whole follows from a field that could not be read.
  if (whole !== undefined && Object.keys(found).length === 0) found.whole = whole;
  return parsed.success && Object.keys(found).length === 0
    ? { ok: true, schedule: parsed.data }
    : { ok: false, faults: found };
}

/**
 * The same with nothing but when it ticks, for a preview: it can be worked out before the rest is typed.
 * @param createdAt when the schedule was made, which its interval counts from; null for a new one
 */
export function readTiming(draft: ScheduleDraft, createdAt: number | null): ReadDraft {
  const faults = timingFaults(draft);
  if (Object.keys(faults).length > 0) return { ok: false, faults };
  const counted = draft.kind === 'every' && draft.startAt === '' && createdAt !== null;
  const parsed = scheduleSchema.safeParse({
    name: 'preview',
    job: { type: 'preview', payload: null },
    ...timingOf(draft),
    ...(counted && { startAt: new Date(createdAt).toISOString() }),
  });
  return parsed.success
    ? { ok: true, schedule: parsed.data }
    : { ok: false, faults: faultsAt(parsed.error.issues) };
}

function timingOf({ kind, cron, timezone, every, at, startAt, endAt }: ScheduleDraft): object {
  return {
    ...(kind === 'cron' && { cron: cron.trim(), timezone }),
    ...(kind === 'every' && { every: readSpan(every) ?? undefined }),
    ...(kind === 'at' && { at: readMoment(at) }),
    startAt: readMoment(startAt),
    endAt: readMoment(endAt),
  };
}

function inputOf(draft: ScheduleDraft, payload: unknown): unknown {
  const { name, type, priority, attempts, timeout, overlap, missed, missedMost, jitter, paused } = draft;
  return {
    name,
    ...timingOf(draft),
    job: {
      ...draft.job,
      type: type.trim(),
      payload,
      ...(priority !== '' && { priority }),
      ...(attempts !== '' && { attempts }),
      ...(timeout.trim() !== '' && { timeoutMs: readSpan(timeout) ?? undefined }),
    },
    overlap,
    missed,
    ...(missedMost !== '' && { missedMost }),
    jitterMs: readSpan(jitter) ?? 0,
    paused,
  };
}

function timingFaults({ kind, cron, every, at, startAt, endAt }: ScheduleDraft): Faults {
  const faults: Faults = {};
  if (kind === 'cron' && cron.trim() === '') faults.cron = 'a pattern like 30 2 * * * or @daily';
  if (kind === 'every' && readSpan(every) === null) faults.every = spanText;
  if (kind === 'at' && readMoment(at) === undefined) faults.at = 'a date and a time';
  const [first, last] = [readMoment(startAt), readMoment(endAt)];
  if (first !== undefined && last !== undefined && last < first) faults.endAt = 'it is before the start';
  return faults;
}

function spanFaults({ timeout, jitter }: ScheduleDraft): Faults {
  const isWrong = (text: string) => text.trim() !== '' && readSpan(text) === null;
  return {
    ...(isWrong(timeout) && { timeout: spanText }),
    ...(isWrong(jitter) && { jitter: spanText }),
  };
}

/** Where the wire's names are in the form. */
const fields: Record<string, FieldName> = {
  jitterMs: 'jitter',
  'job.type': 'type',
  'job.payload': 'payload',
  'job.priority': 'priority',
  'job.attempts': 'attempts',
  'job.timeoutMs': 'timeout',
};
const ownNames: readonly FieldName[] = [
  'name',
  'cron',
  'timezone',
  'every',
  'at',
  'startAt',
  'endAt',
  'missedMost',
];

interface Issue {
  /** Of the schedule, or of a body that has it as `schedule`. */
  path: readonly PropertyKey[] | string;
  message: string;
}

/** Faults of the schema or of the gateway, at their fields. */
export function faultsAt(issues: readonly Issue[]): Faults {
  const faults: Faults = {};
  for (const { path, message } of issues) {
    const dotted = (typeof path === 'string' ? path : path.map(String).join('.')).replace(/^schedule\./, '');
    const field = ownNames.find((name) => name === dotted) ?? fields[dotted];
    if (field) faults[field] ??= message;
    else faults.whole ??= dotted === '' ? message : `${dotted}: ${message}`;
  }
  return faults;
}
