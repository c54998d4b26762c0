import type { WorkerView } from '../../../src-core/protocol/http';
import type { PoolWorker } from '../../../src-core/protocol/worker-lifecycle';

const at = '2026-01-02T03:04:05.000Z';

/** What a worker reports that runs and has nothing to do. */
export function workerView(id: string, parts: Partial<WorkerView> = {}): WorkerView {
  return {
    id,
    queue: 'images',
    host: 'rig',
    pid: 1,
    startedAt: at,
    seenAt: at,
    concurrency: 5,
    active: 0,
    types: ['resize'],
    labels: {},
    state: 'running',
    completed: 0,
    failed: 0,
    ...parts,
  };
}

/** A process of the pool that is ready and has nothing to do. */
export function poolWorker(number: number, parts: Partial<PoolWorker> = {}): PoolWorker {
  return {
    name: `worker-${number}`,
    workerId: `rig-${number}`,
    pid: number,
    state: 'ready',
    restarts: 0,
    lastExit: null,
    retryAt: null,
    lastLines: [],
    counts: { active: 0, completed: 0, failed: 0 },
    ...parts,
  };
}
