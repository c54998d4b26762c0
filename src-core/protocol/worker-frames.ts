import { z } from 'zod';
import { errorFrameSchema } from './client-frames';
import {
  fullJobIdSchema,
  jobErrorSchema,
  jobTypeSchema,
  labelsSchema,
  queueNameSchema,
  requiresSchema,
} from './job';

/** `machineId`; with a GPU the worker's id is `machineId:gpuId`, without any `machineId:cpu`. */
export const machineIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a machine id must be 1 to 64 of: letters, digits, . _ -');
export const workerIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,159}$/, 'not a worker id');

const jobId = fullJobIdSchema;
const fence = z.number().int().min(1);
const held = { jobId, fence };
const ref = z.union([z.string().min(1).max(128), z.number().int()]).optional();

export const gpuSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'a GPU id must be 1 to 32 of: letters, digits, . _ -'),
  model: z.string().max(128),
  memoryMb: z.number().int().min(0),
});

/** What a worker may send on `/ws/worker`. */
export const workerFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('register_worker'),
    ref,
    machineId: machineIdSchema,
    /** Each GPU is one worker; none = one worker `machineId:cpu`. */
    gpus: z
      .array(gpuSchema)
      .max(64)
      .refine((gpus) => new Set(gpus.map(({ id }) => id)).size === gpus.length, 'the ids of GPUs must differ')
      .default([]),
    jobTypes: z.array(jobTypeSchema).min(1).max(256),
    slotsPerGpu: z.number().int().min(1).max(1000).default(1),
    labels: labelsSchema.default({}),
    queue: queueNameSchema.optional(),
    /** After a reconnect: jobs it still runs. They count before it is given others. */
    jobs: z.array(z.strictObject(held)).max(10_000).default([]),
  }),
  z.strictObject({
    type: z.literal('heartbeat'),
    ref,
    workers: z
      .array(
        z.strictObject({
          id: workerIdSchema,
          /** Share of the slots in use, 0 to 1. */
          load: z.number().min(0).optional(),
          gpuUtil: z.number().min(0).max(100).optional(),
          memoryUsedMb: z.number().min(0).optional(),
        }),
      )
      .max(64),
    jobs: z.array(z.strictObject(held)).max(10_000),
  }),
  z.strictObject({ type: z.literal('assignment_ack'), ref, ...held }),
  z.strictObject({
    type: z.literal('job_progress'),
    ref,
    ...held,
    percent: z.number().min(0).max(100),
    note: z.string().max(512).optional(),
  }),
  z.strictObject({
    type: z.literal('job_chunk'),
    ref,
    ...held,
    seq: z.number().int().min(1),
    data: z.unknown(),
  }),
  z.strictObject({ type: z.literal('job_complete'), ref, ...held, result: z.unknown() }),
  z.strictObject({
    type: z.literal('job_fail'),
    ref,
    ...held,
    error: z.strictObject(jobErrorSchema.shape),
    retryable: z.boolean().default(true),
  }),
  z.strictObject({ type: z.literal('release_job'), ref, ...held }),
  z.strictObject({ type: z.literal('drain'), ref }),
]);
export type WorkerFrame = z.infer<typeof workerFrameSchema>;

/** What a worker receives on `/ws/worker`. */
export const workerServerFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    connectionId: z.string(),
    /** The name of its token. */
    workerId: z.string(),
    /** Heartbeats are due this often. */
    heartbeatMs: z.number(),
    limits: z.object({
      frameBytes: z.number(),
      framesPerSecond: z.number(),
      bufferedBytes: z.number(),
      /** How long it may take to acknowledge a job, in ms. */
      ackMs: z.number(),
    }),
  }),
  z.object({
    type: z.literal('worker_registered'),
    ref,
    workers: z.array(z.string()),
    leaseMs: z.number(),
    heartbeatMs: z.number(),
  }),
  z.object({
    type: z.literal('job_assigned'),
    job: z.object({
      id: z.string(),
      type: z.string(),
      payload: z.unknown(),
      attempt: z.number(),
      timeoutMs: z.number(),
      labels: labelsSchema.optional(),
      requires: requiresSchema.optional(),
    }),
    workerId: z.string(),
    fence: z.number(),
    /** When the lease ends unless it is renewed, epoch ms. */
    deadline: z.number(),
  }),
  z.object({ type: z.literal('job_cancelled'), jobId: z.string(), fence: z.number() }),
  z.object({ type: z.literal('lease_lost'), jobId: z.string(), fence: z.number() }),
  /** The answer to a frame with a `ref` that has no answer of its own: heartbeat, assignment_ack, job_progress, job_chunk, drain. */
  z.object({ type: z.literal('ok'), ref }),
  z.object({ type: z.literal('draining'), reconnectAfterMs: z.number() }),
  errorFrameSchema,
  z.object({ type: z.literal('accepted'), ref, jobId: z.string(), fence: z.number() }),
  z.object({ type: z.literal('rejected'), ref, jobId: z.string(), fence: z.number(), code: z.string() }),
]);
export type WorkerServerFrame = z.infer<typeof workerServerFrameSchema>;
