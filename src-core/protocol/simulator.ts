import { z } from 'zod';
import { queueNameSchema } from './job';
import { scenarioSchema } from './scenario';
import { attemptFaultKinds, faultSchema, machineFaultKinds } from './scenario-faults';

/** What a simulation talks to: gateways, from outside, and the Redis its auditor reads. */
export const simulationTargetSchema = z.strictObject({
  /** Origins of gateways; machines and clients are dealt out among them. */
  gateways: z.array(z.url()).min(1),
  workerToken: z.string(),
  clientToken: z.string(),
  redisUrl: z.string(),
  queue: queueNameSchema,
});
export type SimulationTarget = z.infer<typeof simulationTargetSchema>;

/** What can be done to a machine by hand, at once. */
export const breakKinds = [...machineFaultKinds, 'crash', 'hang'] as const;
export type BreakKind = (typeof breakKinds)[number];

/** To the simulator's process. */
export const simulatorCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run'),
    runId: z.string(),
    scenario: scenarioSchema,
    seed: z.number().int(),
    target: simulationTargetSchema,
  }),
  /** No new jobs, and machines take none; what runs goes on. */
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  /** Ends it now: what is unfinished is cancelled, machines leave, the report says `stopped`. */
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({
    type: z.literal('break'),
    /** A machine, or one of its workers: a break is of the whole machine. */
    worker: z.string(),
    kind: z.enum(breakKinds),
    forMs: z.number().min(0).max(3_600_000).default(5000),
  }),
  /** From now on these and no others. */
  z.strictObject({ type: z.literal('set_faults'), faults: z.array(faultSchema).max(200) }),
]);
export type SimulatorCommand = z.infer<typeof simulatorCommandSchema>;

export const simulationPhaseSchema = z.enum(['starting', 'running', 'paused', 'settling', 'ended']);

export const simulatedWorkerSchema = z.object({
  id: z.string(),
  machine: z.string(),
  state: z.enum(['away', 'connecting', 'idle', 'busy']),
  /** What is wrong with it now. */
  fault: z.enum([...attemptFaultKinds, ...machineFaultKinds]).nullable(),
  jobs: z.array(z.object({ id: z.string(), type: z.string(), attempt: z.number(), percent: z.number() })),
  completed: z.number(),
  failed: z.number(),
});

export const assertionStateSchema = z.object({
  /** Its key in the scenario; each invariant is one of its own: `I1` to `I6`. */
  id: z.string(),
  /** In words: `no job lost`. */
  text: z.string(),
  state: z.enum(['pending', 'holds', 'broken']),
  /** What was measured, in words: `3 lost`, `1.2 s`. */
  value: z.string(),
  /** What broke it: a job, a moment. */
  detail: z.string().optional(),
});
export type AssertionState = z.infer<typeof assertionStateSchema>;

export const simulationCountsSchema = z.object({
  /** Submissions the seed has planned for the whole run. */
  planned: z.number(),
  submitted: z.number(),
  accepted: z.number(),
  rejected: z.number(),
  completed: z.number(),
  dead: z.number(),
  cancelled: z.number(),
  /** Attempts begun beyond the first ones. */
  retries: z.number(),
  /** Results and reports the gateway refused by their fence. */
  fenced: z.number(),
  lost: z.number(),
  duplicated: z.number(),
  /** Now. */
  waiting: z.number(),
  active: z.number(),
});

export type SimulationCounts = z.infer<typeof simulationCountsSchema>;

const spread = z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }).nullable();

/** How a simulation stands; made twice a second. */
export const simulationSnapshotSchema = z.object({
  runId: z.string(),
  scenario: z.string(),
  seed: z.number(),
  phase: simulationPhaseSchema,
  /** Epoch ms. */
  startedAt: z.number(),
  elapsedMs: z.number(),
  durationMs: z.number(),
  workers: z.array(simulatedWorkerSchema),
  counts: simulationCountsSchema,
  /** From submission to the first assignment, and of attempts; ms. null before the first. */
  wait: spread,
  run: spread,
  assertions: z.array(assertionStateSchema),
  faults: z.array(faultSchema),
  /** What happened of note, newest last; at most 100. */
  log: z.array(z.object({ at: z.number(), who: z.string(), text: z.string() })),
});
export type SimulationSnapshot = z.infer<typeof simulationSnapshotSchema>;

/** How a simulation went. */
export const simulationReportSchema = z.object({
  runId: z.string(),
  scenario: z.string(),
  seed: z.number(),
  outcome: z.enum(['passed', 'failed', 'stopped']),
  startedAt: z.number(),
  endedAt: z.number(),
  counts: simulationCountsSchema,
  wait: spread,
  run: spread,
  maxDepth: z.number(),
  assertions: z.array(assertionStateSchema),
  /** Each breach of an invariant, at most 1,000. */
  violations: z.array(
    z.object({ at: z.number(), invariant: z.string(), jobId: z.string().nullable(), text: z.string() }),
  ),
  /** Faults that were made, by kind. */
  faults: z.record(z.string(), z.number()),
  /** The log of everything that was drawn, sorted by key: equal for equal scenario and seed. */
  decisions: z.object({ count: z.number(), sha256: z.string() }),
});
export type SimulationReport = z.infer<typeof simulationReportSchema>;

/** From the simulator's process. */
export const simulatorMessageSchema = z.discriminatedUnion('type', [
  /** It takes commands. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('snapshot'), snapshot: simulationSnapshotSchema }),
  /** `decisions`: one line each, sorted by key. */
  z.object({
    type: z.literal('ended'),
    report: simulationReportSchema,
    decisions: z.array(z.string()),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type SimulatorMessage = z.infer<typeof simulatorMessageSchema>;
