import { z } from 'zod';

export const operationKinds = ['requeue', 'discard', 'restore', 'cancel', 'retry'] as const;
export const operationSchema = z.object({
  id: z.string(),
  kind: z.enum(operationKinds),
  queue: z.string(),
  /** What was chosen, in words: `12 jobs`, `group UPSTREAM_ERROR`. */
  what: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  total: z.number().int(),
  done: z.number().int(),
  /** Jobs that were in another state by then, or gone. */
  skipped: z.number().int(),
  /** Jobs a second asked for; null = as fast as it goes. */
  rate: z.number().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Until when `POST /dlq/restore` can undo it, epoch ms; null when it cannot. */
  undoUntil: z.number().nullable(),
  error: z.string().nullable(),
});
/**
 * A long act on many jobs, run by the gateway: started by a POST that answers it with 202, read by
 * `GET /operations` and `GET /operations/:id`, ended early by `POST /operations/:id/stop`.
 */
export type Operation = z.infer<typeof operationSchema>;

/** `GET /operations`: newest first; a gateway remembers its last 100. */
export const operationsAnswerSchema = z.object({ operations: z.array(operationSchema) });
