import { z } from 'zod';
import type { ErrorCode, InputIssue } from './errors';
import { fullJobIdSchema, jobRecordSchema, jobRequestSchema, queueNameSchema } from './job';
import { jobStateSchema } from './job-state';
import { maxResumeJobs } from './limits';

/** A request's own mark; its answer repeats it. */
export const refSchema = z.union([z.string().min(1).max(128), z.number().int()]);
export type Ref = z.infer<typeof refSchema>;

const ref = refSchema.optional();
const seq = z.number().int().min(0);
const attempt = z.number().int().min(1);
/** Which queue the job is in; the gateway looks for it when this is left out. */
const queue = queueNameSchema.optional();

/** Where a watcher is: the last chunk it has, `afterSeq`, of the attempt it was reading. */
export const resumePointSchema = z.strictObject({
  jobId: fullJobIdSchema,
  attempt: attempt.optional(),
  afterSeq: seq.optional(),
  queue,
});
export type ResumePoint = z.infer<typeof resumePointSchema>;

/**
 * What a client may send on `/ws/client`. The answer to a request that has a `ref`:
 * submit_job: `job_accepted` or `job_rejected`; get_job: `job`; ping: `pong`; the others: `ok`.
 * Any of them may be answered by `error`.
 */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('submit_job'), ref, job: jobRequestSchema }),
  z.strictObject({ type: z.literal('watch_job'), ref, ...resumePointSchema.shape }),
  z.strictObject({ type: z.literal('unwatch_job'), ref, jobId: fullJobIdSchema }),
  z.strictObject({
    type: z.literal('cancel_job'),
    ref,
    jobId: fullJobIdSchema,
    queue,
    /** Why, for the trace. */
    cause: z.string().max(256).optional(),
  }),
  z.strictObject({ type: z.literal('get_job'), ref, jobId: fullJobIdSchema, queue }),
  z.strictObject({
    type: z.literal('resume'),
    ref,
    resumeToken: z.string().min(1).max(2048),
    jobs: z.array(resumePointSchema).max(maxResumeJobs),
  }),
  z.strictObject({ type: z.literal('ping'), ref }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

const jobId = z.string();
const at = z.number();
const errorCode = z.string() as unknown as z.ZodType<ErrorCode>;
const issues = z.array(z.object({ path: z.string(), message: z.string() })) as z.ZodType<InputIssue[]>;

/** The caps of a connection, told in `welcome`. */
export const socketLimitsSchema = z.object({
  frameBytes: z.number(),
  framesPerSecond: z.number(),
  watchedJobs: z.number(),
  bufferedBytes: z.number(),
  idleMs: z.number(),
});

/** A request failed, or (with `jobId` and no `ref`) a client's watch broke: watch the job again to go on. */
export const errorFrameSchema = z.object({
  type: z.literal('error'),
  ref,
  jobId: jobId.optional(),
  code: errorCode,
  message: z.string(),
  retryAfterMs: z.number().optional(),
  issues: issues.optional(),
});

/** What a client receives on `/ws/client`. The gateway does not check what it sends; this types and documents it. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    connectionId: z.string(),
    /** The owner of what this socket submits; an admin without one is 'admin'. */
    clientId: z.string(),
    /** Names the client to any gateway, in `resume`. */
    resumeToken: z.string(),
    /** The server pings this often; silence of twice as long means the link is gone. */
    heartbeatMs: z.number(),
    limits: socketLimitsSchema,
  }),
  z.object({
    type: z.literal('job_accepted'),
    ref,
    jobId,
    state: jobStateSchema,
    /** The id or dedupe key was taken: this is the earlier job. */
    duplicate: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('job_rejected'),
    ref,
    code: errorCode,
    message: z.string(),
    retryAfterMs: z.number().optional(),
    issues: issues.optional(),
  }),
  /** Done: the answer to watch_job, unwatch_job, cancel_job and resume when they carry a `ref`. */
  z.object({ type: z.literal('ok'), ref, jobId: jobId.optional(), state: jobStateSchema.optional() }),
  /** The answer to get_job. Times in epoch ms. */
  z.object({ type: z.literal('job'), ref, job: jobRecordSchema }),
  z.object({ type: z.literal('job_state'), jobId, state: jobStateSchema, attempt: z.number(), at }),
  z.object({ type: z.literal('job_progress'), jobId, percent: z.number(), note: z.string().optional() }),
  z.object({ type: z.literal('job_chunk'), jobId, attempt: z.number(), seq: z.number(), data: z.unknown() }),
  /** A new attempt starts over: drop the chunks of earlier ones. */
  z.object({ type: z.literal('stream_reset'), jobId, attempt: z.number() }),
  /** The chunks before `firstSeq` are gone for good: the stream goes on from there. */
  z.object({ type: z.literal('stream_trimmed'), jobId, attempt: z.number(), firstSeq: z.number() }),
  z.object({ type: z.literal('job_result'), jobId, result: z.unknown() }),
  z.object({
    type: z.literal('job_error'),
    jobId,
    error: z.object({ code: z.string(), message: z.string() }),
    willRetry: z.boolean(),
  }),
  z.object({ type: z.literal('draining'), reconnectAfterMs: z.number() }),
  errorFrameSchema,
  z.object({ type: z.literal('pong'), ref, at }),
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type WelcomeFrame = Extract<ServerFrame, { type: 'welcome' }>;
