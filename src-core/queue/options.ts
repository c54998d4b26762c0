import { SignalboxError } from '../protocol/errors';
import { type JobOptions, jobOptionsSchema, jobTypeSchema, maxPayloadBytes } from '../protocol/job';
import { digest, fullJobId, newJobId } from './ids';
import { canonicalClass } from './requirements';
import type { Idempotency, NewJob, StoredOptions } from './types';

export const defaultPriority = 5;
export const defaultAttempts = 4;
export const defaultTimeoutMs = 90_000;
export const defaultKeepMs = 86_400_000;

/** What a job shares with others like it; they travel as one group of a batch. */
export interface JobGroup {
  className: string;
  priority: number;
  /** Stored options as JSON, '' when all are defaults. */
  options: string;
  delayMs: number;
  expireMs: number;
  gateway: string;
  locked: boolean;
}

/** check id, dedupe hash, dedupe ms, idempotency hash, fingerprint */
type Locks = [string, string, number, string, string];

/** A job made ready to be sent. */
export interface PreparedJob {
  id: string;
  payload: string;
  group: JobGroup;
  /** null when none applies. */
  locks: Locks | null;
}

const maxKnownGroups = 2000;
const groups = new Map<string, JobGroup>();

const naturals = new Set(['keepMs', 'delayMs', 'expireMs', 'timeoutMs', 'attempts', 'priority', 'dedupeMs']);
const plainKey = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

/** Whether an option is plainly right; what is not is left to the schema to judge. */
function isPlain(key: string, value: unknown): boolean {
  if (value === undefined || key === 'type' || key === 'payload') return true;
  if (naturals.has(key)) {
    return (
      Number.isInteger(value) &&
      (value as number) >= (key === 'priority' || key === 'keepMs' || key === 'delayMs' ? 0 : 1) &&
      (value as number) <= (key === 'priority' ? 9 : key === 'attempts' ? 100 : 604_800_000)
    );
  }
  if (key === 'clientId' || key === 'dedupeKey' || key === 'id')
    return typeof value === 'string' && plainKey.test(value);
  return key === 'requires' && isPlainRequires(value);
}

const plainScalar = (value: unknown) =>
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (typeof value === 'string' && value.length <= 128);

// One label with an exact value or a lower bound, as most requirements are.
function isPlainRequires(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const labels = Object.keys(value);
  const label = labels[0];
  if (labels.length !== 1 || label === undefined || label.length > 64 || label === '') return false;
  const rule = (value as Record<string, unknown>)[label];
  if (plainScalar(rule)) return true;
  const keys = typeof rule === 'object' && rule !== null ? Object.keys(rule) : [];
  return keys.length === 1 && keys[0] === 'gte' && Number.isFinite((rule as { gte: unknown }).gte);
}

/** Checks what a caller gave: plain values at once, anything else with the schema. */
function validate(job: JobOptions): void {
  let plain = true;
  for (const key in job) {
    if (!isPlain(key, job[key as keyof JobOptions])) {
      plain = false;
      break;
    }
  }
  if (plain) return;
  const { type: _type, payload: _payload, ...options } = job as NewJob;
  const parsed = jobOptionsSchema.safeParse(options);
  if (parsed.success) return;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new SignalboxError('INVALID_MESSAGE', `job options: ${describe(issues)}`, { issues });
}

function describe(issues: { path: string; message: string }[]): string {
  return issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join('; ');
}

const knownTypes = new Set<string>();

function validateType(type: unknown): void {
  if (typeof type === 'string' && knownTypes.has(type)) return;
  const parsed = jobTypeSchema.safeParse(type);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? 'not a job type';
    throw new SignalboxError('INVALID_MESSAGE', `type: ${message}`, { issues: [{ path: 'type', message }] });
  }
  if (knownTypes.size < 1000) knownTypes.add(parsed.data);
}

function isBare(job: JobOptions): boolean {
  return (
    job.clientId === undefined &&
    job.attempts === undefined &&
    job.timeoutMs === undefined &&
    job.backoff === undefined &&
    job.labels === undefined &&
    job.traceparent === undefined
  );
}

const keepTexts = new Map<number, string>();

// Jobs without options, or with a retention only, are the common case and need no JSON made.
function stored(job: JobOptions): string {
  if (isBare(job)) {
    if (job.keepMs === undefined || job.keepMs === defaultKeepMs) return '';
    let text = keepTexts.get(job.keepMs);
    if (text === undefined) {
      text = `{"k":${job.keepMs}}`;
      if (keepTexts.size < 1000) keepTexts.set(job.keepMs, text);
    }
    return text;
  }
  return storedInFull(job);
}

function storedInFull(job: JobOptions): string {
  const out: StoredOptions = {};
  if (job.attempts !== undefined && job.attempts !== defaultAttempts) out.n = job.attempts;
  if (job.timeoutMs !== undefined && job.timeoutMs !== defaultTimeoutMs) out.t = job.timeoutMs;
  if (job.keepMs !== undefined && job.keepMs !== defaultKeepMs) out.k = job.keepMs;
  if (job.backoff) {
    const { kind = 'exponential', baseMs = 1000, maxMs = 60_000, jitter = 0.2 } = job.backoff;
    out.b = [kind === 'fixed' ? 'f' : 'e', baseMs, maxMs, Math.round(jitter * 1000) / 1000];
  }
  if (job.clientId !== undefined) out.o = job.clientId;
  if (job.labels) out.l = JSON.stringify(job.labels);
  if (job.traceparent !== undefined) out.tp = job.traceparent;
  const text = JSON.stringify(out);
  return text === '{}' ? '' : text;
}

/** The payload as JSON text; PAYLOAD_TOO_LARGE over `maxPayloadBytes`, INVALID_MESSAGE when it has no JSON form. */
export function encodePayload(payload: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(payload);
  } catch (error) {
    throw new SignalboxError(
      'INVALID_MESSAGE',
      `payload: ${(error as Error).message}; accepted: any JSON value`,
    );
  }
  if (text === undefined) return 'null';
  if (text.length * 3 > maxPayloadBytes && Buffer.byteLength(text) > maxPayloadBytes) {
    throw new SignalboxError(
      'PAYLOAD_TOO_LARGE',
      `The payload is over the limit of ${maxPayloadBytes} bytes of JSON`,
    );
  }
  return text;
}

/** Validates a new job and makes it ready to be sent; `job` may hold type and payload too. Throws SignalboxError INVALID_MESSAGE or PAYLOAD_TOO_LARGE. */
export function prepare(
  type: string,
  payload: unknown,
  job: JobOptions,
  gateway = '',
  idempotency?: Idempotency,
): PreparedJob {
  validateType(type);
  validate(job);
  const locked = job.id !== undefined || job.dedupeKey !== undefined || idempotency !== undefined;
  return {
    id: job.id === undefined ? newJobId() : fullJobId(job.id, job.clientId),
    payload: encodePayload(payload),
    group: groupOf(type, job, gateway, locked),
    locks: locked ? locksOf(job, idempotency) : null,
  };
}

interface BareGroup {
  type: string;
  keepMs: number | undefined;
  priority: number | undefined;
  gateway: string;
  group: JobGroup;
}
let lastBare: BareGroup | null = null;

/** One object for equal options, so that a batch is grouped by identity. */
function groupOf(type: string, job: JobOptions, gateway: string, locked: boolean): JobGroup {
  const bare =
    !locked &&
    job.requires === undefined &&
    job.delayMs === undefined &&
    job.expireMs === undefined &&
    isBare(job);
  if (!bare) return findGroup(type, job, gateway, locked);
  const { keepMs, priority } = job;
  // Most jobs are like the one before.
  if (
    lastBare === null ||
    lastBare.type !== type ||
    lastBare.keepMs !== keepMs ||
    lastBare.priority !== priority ||
    lastBare.gateway !== gateway
  ) {
    lastBare = { type, keepMs, priority, gateway, group: findGroup(type, job, gateway, false) };
  }
  return lastBare.group;
}

function findGroup(type: string, job: JobOptions, gateway: string, locked: boolean): JobGroup {
  const className = canonicalClass(type, job.requires);
  const options = stored(job);
  const priority = job.priority ?? defaultPriority;
  const delayMs = job.delayMs ?? 0;
  const expireMs = job.expireMs ?? 0;
  const key = `${className}|${priority}|${delayMs}|${expireMs}|${gateway}|${locked ? 1 : 0}|${options}`;
  let group = groups.get(key);
  if (!group) {
    if (groups.size >= maxKnownGroups) groups.clear();
    group = { className, priority, options, delayMs, expireMs, gateway, locked };
    groups.set(key, group);
  }
  return group;
}

function locksOf(job: JobOptions, idempotency: Idempotency | undefined): Locks {
  const owner = job.clientId ?? '';
  return [
    job.id === undefined ? '0' : '1',
    job.dedupeKey === undefined ? '' : digest('dedupe', owner, job.dedupeKey),
    job.dedupeMs ?? 0,
    idempotency ? digest('idempotency', owner, idempotency.key) : '',
    idempotency?.fingerprint ?? '',
  ];
}
