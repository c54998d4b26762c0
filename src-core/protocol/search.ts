import { z } from 'zod';
import { jobViewSchema } from './http';
import { clientIdSchema, fullJobIdSchema, jobTypeSchema, queueNameSchema } from './job';
import { jobStateSchema } from './job-state';

/** The query of `GET /jobs/search`. Every field that is given must match. */
export const searchQuerySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  state: jobStateSchema.optional(),
  type: jobTypeSchema.optional(),
  client: clientIdSchema.optional(),
  worker: z.string().min(1).max(256).optional(),
  /** Text in the error's code or message; letter case does not matter. */
  error: z.string().min(1).max(256).optional(),
  /** Text in the id, payload or error; letter case does not matter. */
  search: z.string().min(1).max(256).optional(),
  priority: z.coerce.number().int().min(0).max(9).optional(),
  /** Ends after this many hits. */
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/**
 * One line of the answer (`application/x-ndjson`): hits as they are found, progress at least twice a second, `done` last.
 * The search ends when the client hangs up.
 */
export const searchLineSchema = z.discriminatedUnion('type', [
  /** Payloads and results over 2,000 characters of JSON are left out of hits. */
  z.object({ type: z.literal('hits'), jobs: z.array(jobViewSchema) }),
  z.object({
    type: z.literal('progress'),
    examined: z.number().int(),
    total: z.number().int(),
    hits: z.number().int(),
  }),
  z.object({
    type: z.literal('done'),
    examined: z.number().int(),
    hits: z.number().int(),
    limited: z.boolean(),
  }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type SearchLine = z.infer<typeof searchLineSchema>;

/** `POST /jobs/cancel` and `POST /jobs/retry`: many at once, answered with an Operation. */
export const manyJobsBodySchema = z.strictObject({
  queue: queueNameSchema.optional(),
  ids: z.array(fullJobIdSchema).min(1).max(10_000),
});
