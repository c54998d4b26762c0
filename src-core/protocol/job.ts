import { z } from 'zod';
import { jobStateSchema } from './job-state';

/** The largest payload or result in bytes of JSON. */
export const maxPayloadBytes = 1_048_576;

/** Ids, keys and names that come from users: no separator of ours, no white space. */
const idPattern = /^[A-Za-z0-9._:@/+=-]{1,128}$/;
const idText = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ / + = -';

export const jobIdSchema = z.string().regex(idPattern, `an id ${idText}`);
/** A job's full id as the server says it; `owner~id` when a client chose the id. */
export const fullJobIdSchema = z.string().regex(/^[A-Za-z0-9._:@/+=~-]{1,257}$/, 'not a job id');
export const jobTypeSchema = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
    'a job type must begin with a letter: letters, digits, . _ - (64 at most)',
  );
export const queueNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a queue name must be 1 to 64 of: letters, digits, . _ -');
export const clientIdSchema = z.string().regex(idPattern, `a client id ${idText}`);

const scalarSchema = z.union([z.string().max(128), z.number(), z.boolean()]);
export type LabelValue = z.infer<typeof scalarSchema>;
export const labelsSchema = z
  .record(z.string().max(64), scalarSchema)
  .refine((labels) => Object.keys(labels).length <= 32, 'at most 32 labels');

/** One requirement: an exact value, one of a list, or bounds. */
export const requirementSchema = z.union([
  scalarSchema,
  z
    .strictObject({
      in: z.array(scalarSchema).min(1).max(32).optional(),
      gte: z.number().optional(),
      lte: z.number().optional(),
    })
    .refine((rule) => Object.keys(rule).length > 0, 'accepted: a value, {in: [...]}, {gte: n}, {lte: n}'),
]);
export type Requirement = z.infer<typeof requirementSchema>;
/** What a worker must offer, by label: `{gpuMemoryMb: {gte: 24000}, zone: {in: ['eu']}}`. */
export const requiresSchema = z
  .record(z.string().min(1).max(64), requirementSchema)
  .refine((requires) => Object.keys(requires).length <= 16, 'at most 16 requirements');
export type Requires = z.infer<typeof requiresSchema>;

const days = 86_400_000;
const durationMs = z
  .number()
  .int()
  .min(0)
  .max(365 * days);

export const backoffSchema = z.strictObject({
  kind: z.enum(['exponential', 'fixed']).default('exponential'),
  baseMs: durationMs.default(1000),
  maxMs: durationMs.default(60_000),
  /** Share of the delay that is drawn at random, 0 to 1. */
  jitter: z.number().min(0).max(1).default(0.2),
});
export type Backoff = z.infer<typeof backoffSchema>;

const traceparentSchema = z
  .string()
  .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'a W3C traceparent');

/** What a submitter may say about a job besides its type and payload. */
const jobOptionFields = {
  queue: queueNameSchema.optional(),
  id: jobIdSchema.optional(),
  /** 0 goes first, 9 last; 5 when not said. */
  priority: z.number().int().min(0).max(9).optional(),
  delayMs: durationMs.optional(),
  /** Give up when the job has not started this long after it was submitted. */
  expireMs: durationMs.min(1).optional(),
  timeoutMs: z
    .number()
    .int()
    .min(1)
    .max(7 * days)
    .optional(),
  attempts: z.number().int().min(1).max(100).optional(),
  backoff: backoffSchema.partial().optional(),
  dedupeKey: z.string().min(1).max(512).optional(),
  /** How long the dedupe key holds; until the job is finished when not said. */
  dedupeMs: durationMs.min(1).optional(),
  requires: requiresSchema.optional(),
  labels: labelsSchema.optional(),
  traceparent: traceparentSchema.optional(),
  /** How long the finished job is kept; 0 removes it at once. */
  keepMs: durationMs.optional(),
};

/** What a client may send: everything but `clientId`, which follows from its token. */
export const jobRequestSchema = z.strictObject({
  type: jobTypeSchema,
  payload: z.unknown(),
  ...jobOptionFields,
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

export const jobOptionsSchema = z.strictObject({ ...jobOptionFields, clientId: clientIdSchema.optional() });
export type JobOptions = z.infer<typeof jobOptionsSchema>;

export const jobErrorSchema = z.object({
  code: z.string().max(64),
  message: z.string(),
  stack: z.string().optional(),
});
/** Why an attempt failed. `code` is one of the catalogue's or the handler's own. */
export type JobError = z.infer<typeof jobErrorSchema>;

export const attemptOutcomes = [
  'running',
  'completed',
  'failed',
  'timeout',
  'lost',
  'released',
  'cancelled',
] as const;
export const attemptSchema = z.object({
  attempt: z.number().int(),
  fence: z.number(),
  worker: z.string(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  outcome: z.enum(attemptOutcomes),
  error: jobErrorSchema.optional(),
});
/** One claim of a job, from its start to its end. Times are epoch milliseconds. */
export type Attempt = z.infer<typeof attemptSchema>;

/** A job as listings and lookups show it. Times are epoch milliseconds inside, ISO 8601 in HTTP and CLI listings. */
export const jobRecordSchema = z.object({
  id: fullJobIdSchema,
  queue: queueNameSchema,
  type: jobTypeSchema,
  state: jobStateSchema,
  priority: z.number().int(),
  createdAt: z.number(),
  /** When it last became ready to run. */
  readyAt: z.number().optional(),
  /** When a scheduled job is due. */
  dueAt: z.number().optional(),
  startedAt: z.number().optional(),
  finishedAt: z.number().optional(),
  /** Claims so far: the number of the last attempt. A released one counts here, but uses up none of `attempts`. */
  attempt: z.number().int(),
  attempts: z.number().int(),
  timeoutMs: z.number(),
  worker: z.string().optional(),
  clientId: z.string().optional(),
  requires: requiresSchema.optional(),
  labels: labelsSchema.optional(),
  traceparent: z.string().optional(),
  payload: z.unknown().optional(),
  result: z.unknown().optional(),
  error: jobErrorSchema.optional(),
  progress: z.object({ percent: z.number(), note: z.string().optional() }).optional(),
  history: z.array(attemptSchema),
});
export type JobRecord = z.infer<typeof jobRecordSchema>;

/** One thing that happened to a job, on one clock (Redis time, epoch milliseconds). */
export const traceEventSchema = z.object({
  at: z.number(),
  kind: z.enum([
    'created',
    'scheduled',
    'ready',
    'claimed',
    'progress',
    'log',
    'chunk',
    'heartbeat',
    'failed',
    'lost',
    'released',
    'retry',
    'cancel_requested',
    'completed',
    'dead',
    'cancelled',
    'expired',
    'requeued',
    'frame',
  ]),
  attempt: z.number().int().optional(),
  worker: z.string().optional(),
  fence: z.number().optional(),
  /** Why it happened or what it carried, in words or data. */
  detail: z.unknown().optional(),
});
export type TraceEvent = z.infer<typeof traceEventSchema>;

export const jobTraceSchema = z.object({ job: jobRecordSchema, events: z.array(traceEventSchema) });
export type JobTrace = z.infer<typeof jobTraceSchema>;
