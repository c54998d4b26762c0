/** The package `signalbox`: what its users import. */
export { Worker, type WorkerOptions, type WorkerStats } from '../src-worker/runtime/worker';
export {
  defineHandler,
  type Handler,
  HandlerError,
  type HandlerJob,
  type JobContext,
} from '../src-worker/handlers/handler';
export { Queue, type QueueSettings } from '../src-core/queue/queue';
export { Monitor, type MonitorSettings, type Summary } from '../src-core/queue/monitor';
export type { JobFilter, JobPage } from '../src-core/queue/listing';
export type { StatsRange } from '../src-core/queue/stats';
export type { Percentiles, StatsPoint } from '../src-core/protocol/statistics';
export type {
  AddResult,
  DeliveryEvent,
  Idempotency,
  NewJob,
  QueueCounts,
  QueueLimits,
  QueueStatus,
  QueueTotals,
  WorkerPresence,
} from '../src-core/queue/types';
export type {
  Attempt,
  Backoff,
  JobError,
  JobOptions,
  JobRecord,
  JobTrace,
  LabelValue,
  Requirement,
  Requires,
  TraceEvent,
} from '../src-core/protocol/job';
export type { JobState } from '../src-core/protocol/job-state';
export { type ErrorBody, type ErrorCode, SignalboxError } from '../src-core/protocol/errors';
