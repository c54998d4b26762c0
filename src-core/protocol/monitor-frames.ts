import { z } from 'zod';

export const monitorTopics = ['stats', 'jobs', 'workers', 'frames', 'dlq', 'events'] as const;
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
    }),
    processor: z.object({
      processed: z.number(),
      failed: z.number(),
      retried: z.number(),
      ratePerSecond: z.number(),
    }),
  }),
  z.object({ type: z.literal('event'), topic: monitorTopicSchema, at: z.number(), data: z.unknown() }),
  z.object({ type: z.literal('ok'), ref }),
  z.object({ type: z.literal('pong'), ref, at: z.number() }),
]);
export type MonitorServerFrame = z.infer<typeof monitorServerFrameSchema>;
