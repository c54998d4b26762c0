import { hideHeaders } from '../../src-core/protocol/http-call';
import { isSecretName } from '../../src-core/redaction/mask-secrets';
import type { JobView, WorkerView } from '../../src-core/protocol/http';
import type { JobRecord } from '../../src-core/protocol/job';
import type { WorkerPresence } from '../../src-core/queue/types';
import { iso } from './duration';

/** A job without what its payload has secret. */
export function shownJob(job: JobRecord): JobRecord {
  if (!('payload' in job)) return job;
  return { ...job, payload: hideHeaders(job.type, job.payload, isSecretName) };
}

/** A job with its times as ISO 8601, as JSON output shows it: the same as over HTTP. */
export function jobView(job: JobRecord): JobView {
  const { createdAt, readyAt, dueAt, startedAt, finishedAt, history, ...rest } = shownJob(job);
  return {
    ...rest,
    createdAt: iso(createdAt),
    ...(readyAt !== undefined && { readyAt: iso(readyAt) }),
    ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(finishedAt !== undefined && { finishedAt: iso(finishedAt) }),
    history: history.map(({ startedAt: start, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: iso(start),
      ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    })),
  };
}

/** A worker with its times as ISO 8601. */
export function workerView(worker: WorkerPresence): WorkerView {
  return { ...worker, startedAt: iso(worker.startedAt), seenAt: iso(worker.seenAt) };
}
