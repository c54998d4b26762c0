import { hideHeaders } from '../../../src-core/protocol/http-call';
import { isSecretName } from '../../../src-core/redaction/mask-secrets';
import type { JobView, WorkerView } from '../../../src-core/protocol/http';
import type { JobRecord } from '../../../src-core/protocol/job';
import type { WorkerPresence } from '../../../src-core/queue/types';

/** A job with its times as ISO 8601, as HTTP answers show it. */
export function toJobView(job: JobRecord): JobView {
  const { readyAt, dueAt, startedAt, finishedAt, history, createdAt, ...rest } = job;
  return {
    ...rest,
    ...('payload' in job && { payload: hideHeaders(job.type, job.payload, isSecretName) }),
    createdAt: iso(createdAt),
    ...(readyAt !== undefined && { readyAt: iso(readyAt) }),
    ...(dueAt !== undefined && { dueAt: iso(dueAt) }),
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(finishedAt !== undefined && { finishedAt: iso(finishedAt) }),
    history: history.map(({ startedAt: begun, endedAt, ...attempt }) => ({
      ...attempt,
      startedAt: iso(begun),
      ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    })),
  };
}

/** A worker with its times as ISO 8601. */
export function toWorkerView(worker: WorkerPresence): WorkerView {
  return { ...worker, startedAt: iso(worker.startedAt), seenAt: iso(worker.seenAt) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
