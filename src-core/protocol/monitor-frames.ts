import { z } from 'zod';
import { errorGroupSchema } from './dead-letters';
import { workerViewSchema } from './http';
import { operationSchema } from './operations';
import { simulatorStateSchema } from './simulator-routes';
import { gatewayLoadSchema, redisLoadSchema } from './statistics';
import { poolWorkerSchema } from './worker-lifecycle';

export const monitorTopics = ['stats', 'jobs', 'workers', 'frames', 'dlq', 'events', 'simulator'] as const;
export const monitorTopicSchema = z.enum(monitorTopics);
export type MonitorTopic = z.infer<typeof monitorTopicSchema>;

const ref = z.union([z.string().min(1).max(128), z.number().int()]).optional();

/** What a monitor may send on `/ws/monitor`. A subscription replaces the one before it. */
export const monitorFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), ref, topics: z.array(monitorTopicSchema).max(16) }),
  z.strictObject({ type: z.literal('ping'), ref }),
]);
export type MonitorFrame = z.infer<typeof monitorFrameSchema>;

/** One queue's numbers as of `at`; totals count since the queue began. */
export const queueNumbersSchema = z.object({
  name: z.string(),
  paused: z.boolean(),
  counts: z.record(z.string(), z.number()),
  totals: z.record(z.string(), z.number()),
  byPriority: z.record(z.string(), z.number()),
  oldestWaitMs: z.number().nullable(),
});
export type QueueNumbers = z.infer<typeof queueNumbersSchema>;

export const queueEventSchema = z.object({
  queue: z.string(),
  /**
   * added, scheduled, ready, claimed, completed, retry, dead, released, lost, cancelled, expired, requeued, purged;
   * `missed` = the queue is followed from here on: whatever was read of it before may be old
   */
  kind: z.string(),
  /** How many jobs; `ids` names at most 50 of them. */
  count: z.number().int(),
  ids: z.array(z.string()),
  /** The worker, or why. Where several workers had the jobs: a name for each of `ids`, with spaces between. */
  who: z.string(),
});
/** Topics `jobs` and `events`: what one batch did to a queue. */
export type QueueEvent = z.infer<typeof queueEventSchema>;

export const recordedFrameSchema = z.object({
  at: z.number(),
  connectionId: z.string(),
  role: z.enum(['client', 'worker', 'monitor']),
  /** `in` = to the gateway. */
  direction: z.enum(['in', 'out']),
  type: z.string(),
  jobId: z.string().optional(),
  bytes: z.number().int(),
  /** The frame's text, cut at 2,000 characters, secrets masked. */
  text: z.string(),
});
/** Topic `frames`: one frame of a client's or worker's socket as the gateway saw it. */
export type RecordedFrame = z.infer<typeof recordedFrameSchema>;

/** What happened, by topic. */
export const monitorEventSchema = z.discriminatedUnion('topic', [
  z.object({
    type: z.literal('event'),
    topic: z.enum(['jobs', 'events']),
    at: z.number(),
    data: z.array(queueEventSchema),
  }),
  z.object({
    type: z.literal('event'),
    topic: z.literal('workers'),
    at: z.number(),
    /** `pool` is null when this gateway runs no workers of its own. */
    data: z.object({ workers: z.array(workerViewSchema), pool: z.array(poolWorkerSchema).nullable() }),
  }),
  z.object({
    type: z.literal('event'),
    topic: z.literal('frames'),
    at: z.number(),
    data: z.array(recordedFrameSchema),
    /** Frames left out because there were more than can be shown. */
    dropped: z.number().int(),
  }),
  z.object({
    type: z.literal('event'),
    topic: z.literal('dlq'),
    at: z.number(),
    data: z.object({ groups: z.array(errorGroupSchema), operations: z.array(operationSchema) }),
  }),
  z.object({
    type: z.literal('event'),
    topic: z.literal('simulator'),
    at: z.number(),
    data: simulatorStateSchema,
  }),
]);
export type MonitorEvent = z.infer<typeof monitorEventSchema>;

/** What a monitor receives on `/ws/monitor`, besides `welcome`, `error` and `draining`. */
export const monitorServerFrameSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('stats'),
    /** Epoch ms. */
    at: z.number(),
    queues: z.array(queueNumbersSchema),
    workers: z.object({
      total: z.number(),
      running: z.number(),
      draining: z.number(),
      lost: z.number(),
      /** Jobs running, and how many could. */
      active: z.number(),
      slots: z.number(),
    }),
    processor: z.object({
      processed: z.number(),
      failed: z.number(),
      retried: z.number(),
      ratePerSecond: z.number(),
    }),
    redis: redisLoadSchema,
    gateway: gatewayLoadSchema,
  }),
  monitorEventSchema,
  z.object({ type: z.literal('ok'), ref }),
  z.object({ type: z.literal('pong'), ref, at: z.number() }),
]);
export type MonitorServerFrame = z.infer<typeof monitorServerFrameSchema>;
export type StatsFrame = Extract<MonitorServerFrame, { type: 'stats' }>;
