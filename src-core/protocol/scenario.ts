import { z } from 'zod';
import { distributionSchema, spanSchema } from './distribution';
import { backoffSchema, jobTypeSchema, labelsSchema, queueNameSchema, requiresSchema } from './job';
import { faultSchema } from './scenario-faults';
import { gpuSchema, machineIdSchema } from './worker-frames';

/** A type of job: how long it takes, what it sends while it runs, how it fails. */
export const simulatedJobSchema = z.strictObject({
  /** How long an attempt runs. */
  duration: distributionSchema.default({ constant: 1000 }),
  /** Progress is sent this often; not at all when left out. */
  progressEvery: spanSchema.optional(),
  /** Result chunks of an attempt, spread evenly over it. */
  chunks: z
    .strictObject({
      count: z.number().int().min(0).max(10_000),
      bytes: z.number().int().min(1).max(65_536).default(64),
    })
    .optional(),
  failure: z
    .strictObject({
      /** Share of the attempts that fail, 0 to 1. */
      rate: z.number().min(0).max(1),
      code: z.string().min(1).max(64).default('SIMULATED_FAILURE'),
      message: z.string().max(512).default('The simulated attempt failed'),
      retryable: z.boolean().default(true),
    })
    .optional(),
  /** Bytes of the payload's filling. */
  payloadBytes: z.number().int().min(0).max(1_000_000).default(0),
  requires: requiresSchema.optional(),
  priority: z.number().int().min(0).max(9).optional(),
  timeout: spanSchema.optional(),
  attempts: z.number().int().min(1).max(100).optional(),
  backoff: backoffSchema.optional(),
});

/** `count` machines of one kind: ID-1, ID-2, ... */
export const simulatedMachinesSchema = z.strictObject({
  count: z.number().int().min(1).max(10_000).default(1),
  gpus: z
    .strictObject({
      count: z.number().int().min(1).max(64).default(1),
      model: gpuSchema.shape.model.default('SIM-24'),
      memoryMb: gpuSchema.shape.memoryMb.default(24_000),
    })
    .optional(),
  slotsPerGpu: z.number().int().min(1).max(1000).default(1),
  labels: labelsSchema.default({}),
  /** Job types it runs; all of the scenario when left out. */
  jobTypes: z.array(jobTypeSchema).min(1).optional(),
  /** Factor on how long jobs take here: 2 = twice as slow. */
  slowness: z.number().min(0.01).max(100).default(1),
  /** When it comes up, after the start. */
  startAfter: distributionSchema.default({ constant: 0 }),
});

/** When jobs are submitted. */
export const arrivalsSchema = z.union([
  /** One after another at random, so many a second on average. */
  z.strictObject({ poisson: z.strictObject({ perSecond: z.number().positive().max(10_000) }) }),
  /** `size` jobs at once, again after `every`. */
  z.strictObject({
    burst: z.strictObject({ size: z.number().int().min(1).max(100_000), every: spanSchema.optional() }),
  }),
  /** A rate that grows, or falls, evenly over the whole duration. */
  z.strictObject({
    ramp: z.strictObject({ from: z.number().min(0).max(10_000), to: z.number().min(0).max(10_000) }),
  }),
  /** Offsets from the start, as recorded. */
  z.strictObject({ recorded: z.array(spanSchema).min(1).max(100_000) }),
]);

/** Clients that submit jobs and wait for their results. */
export const simulatedLoadSchema = z.strictObject({
  /** Client connections; the jobs are dealt out among them. */
  clients: z.number().int().min(1).max(1000).default(1),
  arrivals: arrivalsSchema,
  /** Job types and how often each comes, relative to the others. */
  jobs: z.record(jobTypeSchema, z.number().positive()),
  /** Begins so long after the start. */
  startAfter: spanSchema.default(0),
  /** Clients lose their connection now and then, and resume on a new one. */
  disconnect: z
    .strictObject({ every: distributionSchema, for: distributionSchema.default({ constant: 500 }) })
    .optional(),
});

const share = z.number().min(0).max(1);
/** What must hold. Every one is checked at the end; those that cannot recover fail as soon as they are broken. */
export const assertionsSchema = z.strictObject({
  /** Accepted jobs that never came to an end. */
  lost: z.number().int().min(0).optional(),
  /** Jobs with more than one applied result, one applied under a wrong fence, or more than one told to a client. */
  duplicated: z.number().int().min(0).optional(),
  /** From submission to the first assignment, 95th percentile, at most. */
  p95Wait: spanSchema.optional(),
  /** Jobs that completed, of those accepted, at least. */
  completionRate: share.optional(),
  /** Jobs waiting at any moment, at most. */
  maxDepth: z.number().int().min(0).optional(),
  /** From the end of the last machine fault until no more jobs wait than before it began, at most. */
  recovery: spanSchema.optional(),
  /** The engine's invariants I1 to I6, watched all the time. */
  invariants: z.boolean().optional(),
});

const parts = {
  description: z.string().max(2000).optional(),
  /** Random numbers follow from it; `--seed` goes before it; picked when neither is given. */
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  queue: queueNameSchema.default('simulation'),
  /** How long jobs are submitted. */
  duration: spanSchema.default(30_000),
  /** How long the rest may take afterwards. */
  settle: spanSchema.default(60_000),
  jobs: z.record(jobTypeSchema, simulatedJobSchema).default({}),
  machines: z.record(machineIdSchema, simulatedMachinesSchema).default({}),
  load: z.record(z.string().min(1).max(64), simulatedLoadSchema).default({}),
  faults: z.array(faultSchema).max(200).default([]),
  assert: assertionsSchema.default({}),
};

/** A scenario as it is run: whatever it includes is part of it. Spans of time are milliseconds. */
export const scenarioSchema = z.strictObject({ name: z.string().min(1).max(120), ...parts });
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as it is written: spans may have units, and what has a default may be left out. */
export type ScenarioText = z.input<typeof scenarioSchema>;

/**
 * A scenario file. `include` names presets (`calm-fleet`) or files relative to this one (`./base.yaml`); what stands in the
 * file itself goes before what is included, key by key; faults are added to those included.
 */
export const scenarioFileSchema = z.strictObject({
  name: z.string().min(1).max(120),
  include: z.array(z.string().min(1).max(512)).max(16).default([]),
  ...parts,
});

export type SimulatedJob = z.infer<typeof simulatedJobSchema>;
export type SimulatedMachines = z.infer<typeof simulatedMachinesSchema>;
export type SimulatedLoad = z.infer<typeof simulatedLoadSchema>;
export type Arrivals = z.infer<typeof arrivalsSchema>;
export type Assertions = z.infer<typeof assertionsSchema>;
