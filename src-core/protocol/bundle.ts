import { z } from 'zod';
import { poolSchema, systemSchema } from './console';
import { errorGroupSchema } from './dead-letters';
import { jobFactsSchema, traceAnswerSchema } from './facts';
import { healthSchema, queueStatusSchema, workerViewSchema } from './http';
import { statsAnswerSchema } from './statistics';

/** The form of incident bundles this code writes and reads. */
export const bundleVersion = 1;
/** Bytes of the largest bundle that is made, about, and of the largest that is opened. */
export const madeBundleBytes = 10 * 1024 * 1024;
export const openedBundleBytes = 32 * 1024 * 1024;

export const logLineSchema = z.object({
  /** Epoch ms of the gateway's clock. */
  at: z.number(),
  level: z.string(),
  text: z.string(),
  /** What else the line carries: the worker it is from, an error. */
  fields: z.record(z.string(), z.unknown()).optional(),
});
/** A line of the gateway's log, or of one of its workers. */
export type LogLine = z.infer<typeof logLineSchema>;

export const bundleSchema = z.object({
  signalbox: z.literal('bundle'),
  version: z.literal(bundleVersion),
  madeAt: z.iso.datetime(),
  /** What runs at the gateway that made it: versions and settings, nothing secret. */
  system: systemSchema,
  health: healthSchema.shape.redis,
  /** Kind and version of the Redis: `redis 7.0.15`. */
  redisServer: z.string(),
  /** The job with its attempts, its events and its frames. */
  trace: traceAnswerSchema,
  /** What explains its place; null when that could not be read. */
  facts: jobFactsSchema.nullable(),
  /** The newest lines round the job's life, oldest first. */
  logs: z.array(logLineSchema),
  /** All queues when it was made. */
  queues: queueStatusSchema,
  /** The history of the job's queue round its life: in steps of 10 s where it is kept so finely, and in minutes. */
  statistics: z.array(statsAnswerSchema),
  workers: z.array(workerViewSchema),
  /** Null where the gateway runs no workers of its own. */
  pool: poolSchema.nullable(),
  /** The dead jobs that failed alike; null for a job that is not dead. */
  group: errorGroupSchema.nullable(),
  /** Texts in which secrets were hidden. */
  masked: z.number().int(),
  /** What is not in it for its size or age, in words. */
  leftOut: z.array(z.string()),
});
/** All that is known of one job and what was round it, without secrets: one file that can be sent to somebody. */
export type Bundle = z.infer<typeof bundleSchema>;

/** A file is no bundle that can be read; the message says why. */
export class BundleError extends Error {
  override name = 'BundleError';
}

/** Reads a bundle's text. @throws BundleError */
export function readBundle(text: string): Bundle {
  if (text.length > openedBundleBytes)
    throw new BundleError(
      `It is larger than ${openedBundleBytes / 1024 / 1024} MiB, the most that is opened.`,
    );
  const data = parsed(text);
  const head = z.object({ signalbox: z.literal('bundle'), version: z.number() }).safeParse(data);
  if (!head.success) throw new BundleError('It is JSON, but not an incident bundle of Signalbox.');
  if (head.data.version > bundleVersion)
    throw new BundleError(
      `A newer Signalbox made it: its form is ${head.data.version}, and ${bundleVersion} is what is known here.`,
    );
  const bundle = bundleSchema.safeParse(data);
  if (bundle.success) return bundle.data;
  const [issue] = bundle.error.issues;
  throw new BundleError(
    `It is damaged: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'unreadable'}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BundleError(`It is not JSON, or cut off: ${(error as Error).message}.`);
  }
}

/** The name a bundle's file gets. */
export function bundleFileName(jobId: string): string {
  return `signalbox-bundle-${jobId.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)}.json`;
}
