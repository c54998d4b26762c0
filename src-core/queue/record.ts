import type { Attempt, JobError, JobRecord } from '../protocol/job';
import type { JobState } from '../protocol/job-state';
import { defaultAttempts, defaultTimeoutMs } from './options';
import type { JobClass } from './requirements';
import type { StoredOptions } from './types';

const stateLetters: Record<string, JobState> = {
  w: 'waiting',
  a: 'active',
  s: 'scheduled',
  c: 'completed',
  d: 'dead',
  x: 'cancelled',
  p: 'expired',
};

/** The state a script's letter stands for. */
export function stateOf(letter: string): JobState {
  const state = stateLetters[letter];
  if (!state) throw new TypeError(`Unknown job state letter: ${letter}`);
  return state;
}

export function parseOptions(text: string): StoredOptions {
  return text === '' ? {} : (JSON.parse(text) as StoredOptions);
}

/** The script `get`'s answer. */
export type RawJob = [
  fields: string[],
  claim: string,
  payload: string,
  options: string,
  result: string,
  jobClass: string,
  dueAt: string,
  errors: string[],
];

/** fence, lease, attempt, used, worker, start */
const claimForm = /^(\d+) \S+ (\d+) (\d+) (\S+) (\d+) /;

function toMap(flat: string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) map.set(flat[i] as string, flat[i + 1] as string);
  return map;
}

function readError(text: string): JobError {
  try {
    return JSON.parse(text) as JobError;
  } catch {
    return { code: 'INTERNAL', message: text };
  }
}

function history(fields: Map<string, string>, claim: RegExpExecArray | null, errors: string[]): Attempt[] {
  const byAttempt = new Map<string, JobError>();
  for (let i = 0; i < errors.length; i += 2)
    byAttempt.set(errors[i] as string, readError(errors[i + 1] as string));
  const attempts: Attempt[] = [];
  for (const [field, value] of fields) {
    if (!/^a\d+$/.test(field)) continue;
    const [attempt = '', start, end, worker = '', outcome] = value.split(' ');
    const error = outcome === 'failed' || outcome === 'timeout' ? byAttempt.get(attempt) : undefined;
    attempts.push({
      attempt: Number(attempt),
      fence: Number(field.slice(1)),
      worker,
      startedAt: Number(start),
      endedAt: Number(end),
      outcome: outcome as Attempt['outcome'],
      ...(error && { error }),
    });
  }
  if (claim) {
    const [, fence, attempt, , worker = '', start] = claim;
    attempts.push({
      attempt: Number(attempt),
      fence: Number(fence),
      worker,
      startedAt: Number(start),
      outcome: 'running',
    });
  }
  return attempts.sort((a, b) => a.fence - b.fence);
}

function progressOf(text: string | undefined): JobRecord['progress'] {
  if (text === undefined) return undefined;
  const cut = text.indexOf(' ');
  const note = text.slice(cut + 1);
  return note === ''
    ? { percent: Number(text.slice(0, cut)) }
    : { percent: Number(text.slice(0, cut)), note };
}

/** Turns what the scripts store into a job as users see it. */
export function decodeJob(id: string, queue: string, raw: RawJob): JobRecord {
  const [flat, claimText, payload, optionsText, result, classText, dueAt, errors] = raw;
  const fields = toMap(flat);
  const claim = claimForm.exec(claimText);
  const options = parseOptions(optionsText);
  const jobClass = JSON.parse(classText) as JobClass;
  const [, priority = '5'] = (fields.get('e') as string).split(':');
  const state = stateOf(fields.get('s') ?? (claim ? 'a' : 'w'));
  const attempts = history(fields, claim, errors);
  const last = attempts.at(-1);
  const record: JobRecord = {
    id,
    queue,
    type: jobClass.type,
    state,
    priority: Number(priority),
    createdAt: Number(fields.get('t') ?? fields.get('r')),
    attempt: claim ? Number(claim[2]) : Number(fields.get('n') ?? 0),
    attempts: options.n ?? defaultAttempts,
    timeoutMs: options.t ?? defaultTimeoutMs,
    history: attempts,
  };
  const readyAt = fields.get('r');
  if (readyAt !== undefined) record.readyAt = Number(readyAt);
  if (dueAt !== '') record.dueAt = Number(dueAt);
  if (last) record.startedAt = last.startedAt;
  if (last && state !== 'waiting' && state !== 'scheduled') record.worker = last.worker;
  if (fields.has('z')) record.finishedAt = Number(fields.get('z'));
  if (options.o !== undefined) record.clientId = options.o;
  if (jobClass.requires) record.requires = jobClass.requires;
  if (options.l !== undefined) record.labels = JSON.parse(options.l);
  if (options.tp !== undefined) record.traceparent = options.tp;
  if (payload !== '') record.payload = JSON.parse(payload);
  if (state === 'completed') record.result = result === '' ? null : JSON.parse(result);
  if (state === 'dead' && result !== '') record.error = readError(result);
  else if (last?.error && state !== 'completed') record.error = last.error;
  const progress = progressOf(fields.get('p'));
  if (progress) record.progress = progress;
  return record;
}
