import { z } from 'zod';
import { jobViewSchema } from './http';
import { traceEventSchema } from './job';

const count = z.number().int();

/** `GET /jobs/:id/facts`: what explains a job's place, besides its own trace. */
export const jobFactsSchema = z.object({
  /** Redis' clock, epoch ms. */
  now: z.number(),
  queue: z.object({
    name: z.string(),
    paused: z.boolean(),
    waiting: count,
    active: count,
    /** Jobs active at once allowed; null = any. */
    concurrency: count.nullable(),
    rate: z.object({ max: count, windowMs: count }).nullable(),
    /** Whether the rate limit is used up now. */
    rateUsedUp: z.boolean(),
    /** Started in the last full minute. */
    startedLastMinute: count,
  }),
  /** Waiting jobs that go first; null when this job does not wait, or there are more than 10,000. */
  ahead: count.nullable(),
  /** Workers that are there. */
  workers: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['running', 'draining', 'lost']),
      active: count,
      concurrency: count,
      servesType: z.boolean(),
      /** What the job requires and this worker lacks, in words; empty = it may run it. */
      lacks: z.array(z.string()),
    }),
  ),
});
export type JobFacts = z.infer<typeof jobFactsSchema>;

/** `GET /jobs/:id/trace` of the gateway: the job, its events, and what it cost. */
export const traceAnswerSchema = z.object({
  job: jobViewSchema,
  /** Besides what Redis keeps: `frame` events of the sockets of the gateway that is asked, as long as it remembers them. */
  events: z.array(traceEventSchema),
  /** Engine calls that named this job, by what they were for; a call may have served other jobs too. */
  calls: z.record(z.string(), count),
});
export type TraceAnswer = z.infer<typeof traceAnswerSchema>;
