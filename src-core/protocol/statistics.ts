import { z } from 'zod';
import { queueNameSchema } from './job';

const count = z.number().int();
const percentilesSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
export type Percentiles = z.infer<typeof percentilesSchema>;

/** What is counted in each step. */
export const statsCounters = [
  'added',
  'started',
  'completed',
  'failed',
  'retried',
  'dead',
  'cancelled',
  'expired',
  'lost',
] as const;

export const statsPointSchema = z.object({
  /** Start of the step, epoch ms. */
  at: z.number(),
  ...(Object.fromEntries(statsCounters.map((name) => [name, count])) as Record<
    (typeof statsCounters)[number],
    typeof count
  >),
  /** Waiting jobs at the step's last change; null when nothing changed. */
  depth: count.nullable(),
  /** Milliseconds between ready and claimed; null when nothing was claimed. */
  wait: percentilesSchema.nullable(),
  /** Milliseconds between claimed and finished; null when nothing finished. */
  run: percentilesSchema.nullable(),
});
/** One step of a queue's history. Counters are of that step alone. */
export type StatsPoint = z.infer<typeof statsPointSchema>;

/** The steps history is kept in, ms: 10 s for the last hour, a minute for 8 days. */
export const statsSteps = [10_000, 60_000] as const;

/** The query of `GET /stats`. Times are epoch ms; the step is chosen from the range when not said. */
export const statsQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0).optional(),
  step: z.coerce
    .number()
    .refine((step) => step === 10_000 || step === 60_000, 'accepted: 10000 or 60000')
    .optional(),
});

/** `GET /stats`: the history of one queue, or of all of them added up (percentiles: the worst of them). */
export const statsAnswerSchema = z.object({
  stepMs: z.number(),
  points: z.array(statsPointSchema),
});
export type StatsAnswer = z.infer<typeof statsAnswerSchema>;

export const redisLoadSchema = z.object({
  status: z.enum(['connected', 'reconnecting', 'down']),
  engine: z.string(),
  latencyMs: z.number().nullable(),
  /** Commands a second over the last second, of all of this Redis' clients. */
  opsPerSecond: z.number(),
  usedMemoryBytes: z.number(),
  /** Null = no limit. */
  maxMemoryBytes: z.number().nullable(),
  connections: count,
  /** Commands divided by jobs finished, over the last minute; null when fewer than 10 were. */
  commandsPerJob: z.number().nullable(),
});
/** What Redis is doing now. */
export type RedisLoad = z.infer<typeof redisLoadSchema>;

export const gatewayLoadSchema = z.object({
  sockets: count,
  streams: count,
  /** The longest time in the last second the process did not answer; ms. */
  eventLoopLagMs: z.number(),
  memoryBytes: z.number(),
});
/** What the gateway process is doing now. */
export type GatewayLoad = z.infer<typeof gatewayLoadSchema>;
