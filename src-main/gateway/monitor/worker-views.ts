import type { WorkerView } from '../../../src-core/protocol/http';
import type { Monitor } from '../../../src-core/queue/monitor';
import { readRunning, type Running } from '../../../src-core/queue/running';
import { toWorkerView } from '../http/job-view';

/** Every worker, each with the ids of jobs it runs, 20 at most. Its own reports of how many may be a minute old. */
export async function workerViews(monitor: Monitor): Promise<WorkerView[]> {
  const workers = await monitor.workers();
  const queues = [...new Set(workers.map(({ queue }) => queue))];
  const running = new Map(
    await Promise.all(
      queues.map(async (name) => [name, await readRunning(monitor.queue(name).connection)] as const),
    ),
  );
  return workers.map((worker) => {
    const { jobs, complete } = running.get(worker.queue) as Running;
    const mine = jobs.get(worker.id) ?? { ids: [], count: 0 };
    const active = complete ? mine.count : Math.max(mine.count, worker.active);
    return { ...toWorkerView(worker), active, jobs: mine.ids };
  });
}
