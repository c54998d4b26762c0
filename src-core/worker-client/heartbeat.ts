import type { WorkerFrame } from '../protocol/worker-frames';
import type { HeldJob } from './held-job';
import type { GpuStats } from './options';

/** The frame that renews the leases of all jobs held and tells how busy each worker is. */
export function heartbeatOf(
  workerIds: readonly string[],
  held: readonly HeldJob[],
  slotsPerGpu: number,
  stats: ((workerId: string) => GpuStats) | undefined,
): WorkerFrame {
  const busy = new Map<string, number>();
  for (const { running, assignment } of held) {
    if (running) busy.set(assignment.workerId, (busy.get(assignment.workerId) ?? 0) + 1);
  }
  const workers = workerIds.map((id) => ({ id, load: (busy.get(id) ?? 0) / slotsPerGpu, ...stats?.(id) }));
  return { type: 'heartbeat', workers, jobs: held.map(({ mark }) => mark) };
}
