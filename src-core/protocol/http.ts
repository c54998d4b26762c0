import { z } from 'zod';
import { errorCatalogue, type ErrorCode } from './errors';
import { attemptSchema, clientIdSchema, jobRecordSchema, jobTypeSchema, queueNameSchema } from './job';
import { jobStateSchema } from './job-state';

const count = z.number().int();

/** The body of every error answer but those under `/v1`. */
export const errorAnswerSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    retryAfterMs: count.optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});

/** The body of every error answer under `/v1`: OpenAI's shape. */
export const openAiErrorSchema = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});
export type OpenAiError = z.infer<typeof openAiErrorSchema>;

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  redis: z.object({
    status: z.enum(['connected', 'reconnecting', 'down']),
    /** Which engine answers: a server's URL or the embedded one. */
    engine: z.string(),
    latencyMs: z.number().nullable(),
  }),
  queues: z.record(z.string(), z.object({ waiting: count, active: count, dead: count })),
  uptimeSeconds: z.number(),
  version: z.string(),
});
export type Health = z.infer<typeof healthSchema>;
export type RedisHealth = Health['redis'];

/** `GET /queue/status`. `completed` and `failed` count attempts since the queue began; the others are as of now. */
export const queueStatusSchema = z.object({
  /** Jobs of all queues that are waiting or scheduled. */
  total_pending: count,
  queues: z.record(
    z.string(),
    z.object({
      waiting: count,
      scheduled: count,
      active: count,
      dead: count,
      oldestWaitMs: z.number().nullable(),
      byPriority: z.record(z.string(), count),
      completed: count,
      failed: count,
    }),
  ),
  processor_stats: z.object({
    processed: count,
    failed: count,
    retried: count,
    ratePerSecond: z.number(),
  }),
});
export type QueueStatusAnswer = z.infer<typeof queueStatusSchema>;

/** The value of an `Idempotency-Key` header. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'an idempotency key must be 1 to 255 visible ASCII characters');

export const submitAnswerSchema = z.object({
  jobId: z.string(),
  state: jobStateSchema,
  /** The Idempotency-Key was used before with the same body: this is the first answer again. */
  replayed: z.boolean().optional(),
  /** The id or dedupe key was taken: this is the earlier job. */
  duplicate: z.boolean().optional(),
});
export type SubmitAnswer = z.infer<typeof submitAnswerSchema>;

/** The query of `GET /jobs`. */
export const jobsQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  state: jobStateSchema.optional(),
  type: jobTypeSchema.optional(),
  client: clientIdSchema.optional(),
  /** Text in the error's code or message. */
  error: z.string().min(1).max(256).optional(),
  /** Text in the id or payload. */
  search: z.string().min(1).max(256).optional(),
  cursor: z.string().min(1).max(512).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type JobsQuery = z.infer<typeof jobsQuerySchema>;

/** The query of the routes that name one job: which queue it is in, when the caller knows. */
export const oneJobQuerySchema = z.strictObject({ queue: queueNameSchema.optional() });

const isoTime = z.iso.datetime();

/** A job in HTTP answers: a JobRecord with its times as ISO 8601. */
export const jobViewSchema = jobRecordSchema.extend({
  createdAt: isoTime,
  readyAt: isoTime.optional(),
  dueAt: isoTime.optional(),
  startedAt: isoTime.optional(),
  finishedAt: isoTime.optional(),
  history: z.array(attemptSchema.extend({ startedAt: isoTime, endedAt: isoTime.optional() })),
});
export type JobView = z.infer<typeof jobViewSchema>;

export const jobsAnswerSchema = z.object({ jobs: z.array(jobViewSchema), cursor: z.string().nullable() });
export type JobsAnswer = z.infer<typeof jobsAnswerSchema>;

export const cancelBodySchema = z.strictObject({ cause: z.string().max(256).optional() });
export const cancelAnswerSchema = z.object({
  jobId: z.string(),
  state: jobStateSchema,
  /** True when a worker was running it: it is told to stop. */
  wasRunning: z.boolean(),
});
export const retryAnswerSchema = z.object({ jobId: z.string(), state: z.literal('waiting') });

/** A worker in HTTP answers: its presence with times as ISO 8601. */
export const workerViewSchema = z.object({
  id: z.string(),
  queue: z.string(),
  host: z.string(),
  pid: z.number().int(),
  startedAt: isoTime,
  seenAt: isoTime,
  concurrency: count,
  active: count,
  types: z.array(z.string()),
  labels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: z.enum(['running', 'draining', 'lost']),
  completed: count,
  failed: count,
  /** How it is connected; absent = to Redis itself. The fields below are of workers on a gateway's socket. */
  via: z.literal('socket').optional(),
  /** The machine that has it, and the name of the gateway that machine is connected to. */
  machine: z.string().optional(),
  gateway: z.string().optional(),
  gpu: z.object({ model: z.string(), memoryMb: z.number() }).optional(),
  /** As its last heartbeat told: percent, MB, and share of its slots in use. */
  gpuUtil: z.number().optional(),
  memoryUsedMb: z.number().optional(),
  load: z.number().optional(),
  /** Ids of jobs it runs, at most 20; absent where they were not asked for. */
  jobs: z.array(z.string()).optional(),
});
export type WorkerView = z.infer<typeof workerViewSchema>;
