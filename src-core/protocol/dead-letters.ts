import { z } from 'zod';
import { jobViewSchema } from './http';
import {
  attemptSchema,
  backoffSchema,
  fullJobIdSchema,
  jobErrorSchema,
  jobRecordSchema,
  queueNameSchema,
} from './job';

const count = z.number().int();
const isoTime = z.iso.datetime();

export const fingerprintSchema = z.string().min(1).max(64);

export const errorGroupSchema = z.object({
  queue: z.string(),
  /** Names the group: a digest of the error's code and its message without numbers and ids. */
  fingerprint: z.string(),
  code: z.string(),
  /** The first member's message. */
  message: z.string(),
  count,
  firstAt: isoTime,
  lastAt: isoTime,
  /** Members by the time they died, 24 equal steps from `firstAt` to `lastAt`. */
  timeline: z.array(count),
  /** Of the newest 200 members: how many of each type and on each worker. */
  types: z.record(z.string(), count),
  workers: z.record(z.string(), count),
});
/** Dead jobs that failed alike. */
export type ErrorGroup = z.infer<typeof errorGroupSchema>;

/** The query of `GET /dlq/groups`: every queue when none is named. */
export const errorGroupsQuerySchema = z.strictObject({ queue: queueNameSchema.optional() });
/** The groups with a recent member first, at most 200 of each queue; `total` is how many there are. */
export const errorGroupsAnswerSchema = z.object({ groups: z.array(errorGroupSchema), total: count });
export type ErrorGroupsAnswer = z.infer<typeof errorGroupsAnswerSchema>;

/** The query of `GET /dlq`: newest first. */
export const deadLettersQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  group: fingerprintSchema.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,12}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export const deadLettersAnswerSchema = z.object({
  jobs: z.array(jobViewSchema),
  cursor: z.string().nullable(),
});

const chosen = {
  queue: queueNameSchema.optional(),
  /** Exactly one of `ids`, `group` and `all`. */
  ids: z.array(fullJobIdSchema).min(1).max(1000).optional(),
  group: fingerprintSchema.optional(),
  all: z.literal(true).optional(),
};
type Chosen = { ids?: unknown; group?: unknown; all?: unknown };
const one = (body: Chosen) =>
  [body.ids, body.group, body.all].filter((part) => part !== undefined).length === 1;
const oneMessage = 'exactly one of ids, group and all is needed';

export const requeueBodySchema = z
  .strictObject({
    ...chosen,
    /** Jobs a second; as fast as it goes when absent. */
    rate: z.number().min(0.1).max(100_000).optional(),
  })
  .refine(one, oneMessage);
export type RequeueBody = z.infer<typeof requeueBodySchema>;

export const discardBodySchema = z.strictObject(chosen).refine(one, oneMessage);
export type DiscardBody = z.infer<typeof discardBodySchema>;

/** How long discarded jobs can be brought back; ms. */
export const undoMs = 600_000;
/** `POST /dlq/restore` brings back what the operation `discarded` put away. */
export const restoreBodySchema = z.strictObject({ operationId: z.string().min(1).max(64) });

/** `PUT /jobs/:id/payload`: only a dead job's payload may be changed. */
export const payloadBodySchema = z.strictObject({ payload: z.unknown() });

/** The query of `GET /dlq/export`: all dead letters of a queue, or one group of them. */
export const exportQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  group: fingerprintSchema.optional(),
});

const epochMs = z.number().int().min(0).max(8_640_000_000_000_000);
const word = z.string().regex(/^\S{1,256}$/, 'a name without white space');

/**
 * One line of an export (`application/x-ndjson`, oldest first): the job's record, and what else an import needs. Times are
 * epoch ms. Unknown fields are ignored.
 */
export const deadLetterLineSchema = jobRecordSchema.extend({
  state: z.literal('dead'),
  createdAt: epochMs,
  readyAt: epochMs.optional(),
  finishedAt: epochMs,
  attempt: z.number().int().min(0),
  error: jobErrorSchema,
  /** Its error group; worked out from the error when it is not said. */
  group: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
  backoff: backoffSchema.optional(),
  keepMs: z.number().int().min(0).optional(),
  /** What operators did to it. */
  notes: z
    .array(z.object({ at: epochMs, text: z.string().max(60) }))
    .max(1000)
    .optional(),
  history: z
    .array(
      attemptSchema.extend({
        fence: z.number().int().min(1),
        worker: word,
        startedAt: epochMs,
        endedAt: epochMs,
        outcome: attemptSchema.shape.outcome.exclude(['running']),
      }),
    )
    .max(1000),
});
export type DeadLetterLine = z.infer<typeof deadLetterLineSchema>;

/** The query of `POST /dlq/import`: the queue the jobs are put into, whichever they came from. */
export const importQuerySchema = z.strictObject({ queue: queueNameSchema.optional() });
/** Refused lines that are told; of more only the number is. */
export const maxRefusedLines = 1000;
/** `POST /dlq/import`: how many lines became dead letters, and what was wrong with the others. */
export const importAnswerSchema = z.object({
  imported: count,
  duplicates: count,
  refused: z.array(z.object({ line: count, message: z.string() })),
  /** Refused lines beyond the first 1,000; absent when there are none. */
  refusedMore: count.optional(),
});
export type ImportAnswer = z.infer<typeof importAnswerSchema>;
