import { z } from 'zod';

/**
 * What a supervisor and its worker process say to each other over the process's message port:
 * lifecycle only. Jobs never travel here, they go through Redis.
 */

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Most worker processes one pool may have. */
export const maxPoolSize = 256;

/** Where `llm.chat` finds its model. Neither field: the built-in stand-in answers. */
export interface ModelAccess {
  baseUrl?: string;
  apiKey?: string;
  /** Longest silence of the model's server, in ms. */
  timeoutMs?: number;
}

/** What `http.call` may do. */
export interface HttpCallAccess {
  /** Longest time of one try when its payload does not say, in ms. */
  timeoutMs: number;
  /** Tries after the first one within an attempt when its payload does not say. */
  retries: number;
  /** Addresses that are not public and may be called all the same, as an allow-list has them. */
  allow: readonly string[];
}

/**
 * Everything a worker process is told at its start.
 * `Redis` is the RedisTarget of src-core/redis, a room this one may not import.
 */
export interface WorkerSettings<Redis = unknown> {
  redis: Redis;
  queue: string;
  /** Jobs run at once in this process. */
  concurrency: number;
  /** Absolute path of a user's handlers. */
  handlersFile?: string;
  /** Offer the `fail` job type. */
  tryHandlers: boolean;
  leaseMs: number;
  labels: Record<string, string | number | boolean>;
  openai: ModelAccess;
  http: HttpCallAccess;
  /** Longest sleep between safety sweeps. */
  pollIntervalMs: number;
  /** How long running jobs may go on when the process is told to end by a signal. */
  drainTimeoutMs: number;
  logLevel: LogLevel;
}

/** Parent to child. */
export type ParentMessage<Redis = unknown> =
  | ({ type: 'init'; workerId: string } & WorkerSettings<Redis>)
  /** Take no more jobs, finish what runs, exit. Jobs that still run after `timeoutMs` are released; null = wait for them. */
  | { type: 'drain'; timeoutMs: number | null };

const workerCountsSchema = z.object({
  active: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
});
/** Jobs running now, and finished since the process began. */
export type WorkerCounts = z.infer<typeof workerCountsSchema>;

/** Child to parent. Parsed on arrival: a user's handler can send anything on the same port. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), workerId: z.string() }),
  z.object({ type: z.literal('stats'), ...workerCountsSchema.shape }),
  z.object({ type: z.literal('log'), level: z.enum(logLevels), message: z.string() }),
  z.object({ type: z.literal('stopped') }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;

const poolWorkerStates = [
  'starting', // the process becomes ready, or exits
  'ready', // it is drained, or crashes
  'draining', // its last job ends, or the stop timeout does
  'backoff', // the supervisor starts it again when the delay is over
  'crash-loop', // the supervisor tries again once a minute, an operator at once
  'stopped', // final
] as const;
const poolWorkerStateSchema = z.enum(poolWorkerStates);
export type PoolWorkerState = z.infer<typeof poolWorkerStateSchema>;

/** One supervised worker process as the console's pool view and `GET /pool` show it. */
export const poolWorkerSchema = z.object({
  name: z.string(),
  workerId: z.string(),
  /** null while no process runs. */
  pid: z.number().int().nullable(),
  state: poolWorkerStateSchema,
  /** Starts after the first one. */
  restarts: z.number().int(),
  /** How the process last ended; `at` is epoch milliseconds. */
  lastExit: z
    .object({ code: z.number().int().nullable(), signal: z.string().nullable(), at: z.number() })
    .nullable(),
  /** When a worker in `backoff` or `crash-loop` is started again, epoch milliseconds. */
  retryAt: z.number().nullable(),
  /** The last lines the process wrote, oldest first. */
  lastLines: z.array(z.string()),
  counts: workerCountsSchema,
});
export type PoolWorker = z.infer<typeof poolWorkerSchema>;
