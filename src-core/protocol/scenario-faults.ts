import { z } from 'zod';
import { distributionSchema, spanSchema } from './distribution';
import { jobTypeSchema } from './job';

/** Names a fault so that it can be changed while the simulation runs; its place in the list when left out. */
const id = z.string().min(1).max(64).optional();

/**
 * Faults of single attempts. Whether one happens is drawn for each attempt of each job, whichever worker has it:
 * - crash: the worker's socket is cut mid-job, and the machine comes back after `for` (default 2 s) without its jobs
 * - hang: the attempt is acknowledged and heartbeats go on, but it never ends
 * - no_ack: the assignment is not acknowledged
 * - finish_late: heartbeats for the job stop, and it is completed after its lease is lost
 * - complete_twice: the completion is sent a second time
 * - wrong_fence: the completion is sent with a wrong fence first, then with the right one
 * - unknown_job: a completion of a job nobody has is sent beside it
 * - progress_flood: progress is sent 500 times at once
 * - release: the job is given back
 */
export const attemptFaultKinds = [
  'crash',
  'hang',
  'no_ack',
  'finish_late',
  'complete_twice',
  'wrong_fence',
  'unknown_job',
  'progress_flood',
  'release',
] as const;
export const attemptFaultSchema = z.strictObject({
  id,
  kind: z.enum(attemptFaultKinds),
  /** Share of the attempts it happens to, 0 to 1. */
  rate: z.number().min(0).max(1),
  /** Only jobs of these types; all when left out. */
  jobs: z.array(jobTypeSchema).min(1).optional(),
  /** Only these attempts, counted from 1; all when left out. A fault of attempt 1 alone lets the next one succeed. */
  attempts: z.array(z.number().int().min(1)).min(1).optional(),
  for: spanSchema.optional(),
});

/**
 * Faults of whole machines, at times drawn for each of them:
 * - down: the machine is cut off without a word and comes back after `for`, without its jobs
 * - disconnect: the socket is closed and opened again after `for`; the machine keeps its jobs
 * - reconnect_storm: it connects and disconnects over and over for `for`
 * - half_open: the socket stays open and says nothing for `for`, in neither direction
 * - skip_heartbeat: no heartbeat is sent for `for`
 * - slow_heartbeat: heartbeats come at a third of their rate for `for`
 * - slow_reader: nothing is read for `for`
 * - clock_skew: its clock is off by `offset` for `for`
 * - malformed_frame, oversized_frame: one such frame
 */
export const machineFaultKinds = [
  'down',
  'disconnect',
  'reconnect_storm',
  'half_open',
  'skip_heartbeat',
  'slow_heartbeat',
  'slow_reader',
  'clock_skew',
  'malformed_frame',
  'oversized_frame',
] as const;
export const machineFaultSchema = z.strictObject({
  id,
  kind: z.enum(machineFaultKinds),
  /** Which machines: names with `*`; all when left out. */
  machines: z.string().min(1).max(128).optional(),
  /** Share of those machines it happens to, 0 to 1; drawn for each. */
  share: z.number().min(0).max(1).default(1),
  /** When it happens first, after the start. */
  at: distributionSchema.default({ constant: 0 }),
  /** How long until it happens again, from one beginning to the next; once when left out. */
  every: distributionSchema.optional(),
  /** How long it lasts. */
  for: distributionSchema.default({ constant: 2000 }),
  /** For `clock_skew`: how far the clock is ahead, ms; negative = behind. */
  offset: z.number().default(3_600_000),
});

export const faultSchema = z.union([attemptFaultSchema, machineFaultSchema]);
export type AttemptFault = z.infer<typeof attemptFaultSchema>;
export type MachineFault = z.infer<typeof machineFaultSchema>;
export type Fault = z.infer<typeof faultSchema>;
export type AttemptFaultKind = (typeof attemptFaultKinds)[number];
export type MachineFaultKind = (typeof machineFaultKinds)[number];
