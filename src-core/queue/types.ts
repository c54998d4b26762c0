import type { JobError, JobOptions, LabelValue, Requires } from '../protocol/job';
import type { JobState } from '../protocol/job-state';
import type { SignalboxError } from '../protocol/errors';

/** A job to submit: its type, its payload (any JSON value) and options. */
export interface NewJob extends JobOptions {
  type: string;
  payload?: unknown;
}

/** The answer to a submission. */
export interface AddResult {
  /** The full id: `owner~id` when the caller chose an id and has an owner. */
  id: string;
  /** The state it was put in; for a duplicate the word is 'waiting' unless it is known to be scheduled. */
  state: JobState;
  /** True when the id, dedupe key or idempotency key was already taken: `id` is the earlier job's. */
  duplicate: boolean;
}

/** Guards a submission against being done twice by a retrying caller; holds for 24 hours. */
export interface Idempotency {
  key: string;
  /** Digest of the body: the same key with another digest is DUPLICATE_JOB. */
  fingerprint: string;
}

/** A job as a worker holds it. `payload` is parsed JSON. */
export interface ClaimedJob {
  id: string;
  type: string;
  payload: unknown;
  /** 1 for the first attempt. */
  attempt: number;
  attempts: number;
  fence: number;
  timeoutMs: number;
  clientId?: string;
  labels?: Record<string, LabelValue>;
  requires?: Requires;
  traceparent?: string;
  /** Chunks earlier attempts delivered. */
  emitted: number;
  /** Options as stored, handed back on failure. */
  options: StoredOptions;
}

/** Options that differ from the defaults, as they travel beside the payload (short names: they are stored per job). */
export interface StoredOptions {
  /** attempts */ n?: number;
  /** timeoutMs */ t?: number;
  /** backoff [kind 'e'|'f', baseMs, maxMs, jitter] */ b?: [string, number, number, number];
  /** start deadline, epoch ms */ x?: number;
  /** keepMs */ k?: number;
  /** dedupe key's hash, to free when the job is finished */ d?: string;
  /** owner (client id) */ o?: string;
  /** labels, as JSON text: scripts search these options as text, and a user's key must not look like one of ours */ l?: string;
  /** traceparent */ tp?: string;
}

/** What a worker reports of one job. */
export type Outcome =
  | { kind: 'complete'; id: string; fence: number; result: unknown }
  | {
      kind: 'fail';
      id: string;
      fence: number;
      error: JobError;
      retryable: boolean;
      outcome?: 'failed' | 'timeout';
      /** A retry is due after its backoff, and not before so many ms. */
      retryAfterMs?: number;
    }
  | { kind: 'release'; id: string; fence: number };

/** 'applied', or why not. A resend of an applied request answers 'applied' again. */
export type OutcomeAnswer = 'applied' | 'lease_lost';

/** What reaches whoever watches a job, in order. */
export type DeliveryEvent =
  | { type: 'state'; jobId: string; state: JobState; attempt: number; at: number }
  | { type: 'progress'; jobId: string; percent: number; note?: string }
  | { type: 'chunk'; jobId: string; attempt: number; seq: number; data: unknown }
  /** A later attempt starts over: drop the chunks of earlier ones. */
  | { type: 'reset'; jobId: string; attempt: number }
  /** Chunks before `firstSeq` are gone: history was trimmed. */
  | { type: 'trimmed'; jobId: string; attempt: number; firstSeq: number }
  | { type: 'result'; jobId: string; result: unknown }
  | { type: 'error'; jobId: string; error: JobError; willRetry: boolean }
  /** Redis was away and the watch could not be restored, or the job is gone. */
  | { type: 'broken'; jobId: string; error: SignalboxError };

export interface QueueCounts {
  waiting: number;
  scheduled: number;
  active: number;
  dead: number;
  completed: number;
  cancelled: number;
  expired: number;
}

/** Attempts and jobs counted since the queue began. */
export interface QueueTotals {
  added: number;
  started: number;
  completed: number;
  failed: number;
  retried: number;
  dead: number;
  cancelled: number;
  expired: number;
  released: number;
  lost: number;
}

export interface QueueStatus {
  name: string;
  paused: boolean;
  counts: QueueCounts;
  totals: QueueTotals;
  /** Waiting jobs by priority, '0' to '9', only those that are not zero. */
  byPriority: Record<string, number>;
  /** Age in ms of the job that has waited longest; null when none waits. */
  oldestWaitMs: number | null;
}

/** Limits of a queue. null = none. */
export interface QueueLimits {
  /** Jobs active at once over all workers. */
  concurrency: number | null;
  /** Starts allowed in each window. */
  rate: { max: number; windowMs: number } | null;
  /** Waiting and scheduled jobs that `add` accepts before it answers QUEUE_FULL. */
  maxWaiting: number | null;
  /** How much earlier one step of priority is worth, in ms; 0 = strict priority. */
  ageMs: number;
  /** Finished jobs kept at most. */
  keepFinished: number;
}

/** A worker process or machine as it last reported itself. */
export interface WorkerPresence {
  id: string;
  queue: string;
  host: string;
  pid: number;
  startedAt: number;
  seenAt: number;
  concurrency: number;
  active: number;
  types: string[];
  labels: Record<string, LabelValue>;
  state: 'running' | 'draining' | 'lost';
  completed: number;
  failed: number;
  /** How it is connected; absent = to Redis itself. The fields below are of workers on a gateway's socket. */
  via?: 'socket';
  /** The machine that has it, and the name of the gateway that machine is connected to. */
  machine?: string;
  gateway?: string;
  gpu?: { model: string; memoryMb: number };
  /** As its last heartbeat told: percent, MB, and share of its slots in use. */
  gpuUtil?: number;
  memoryUsedMb?: number;
  load?: number;
}
