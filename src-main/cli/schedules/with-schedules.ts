import { Schedules } from '../../../src-core/schedules/schedules';
import { withMonitor } from '../connect';
import type { Run } from '../run';

/** Runs `work` with the schedules of the command's queue. Throws UnreachableError when Redis does not answer. */
export async function withSchedules<T>(run: Run, work: (schedules: Schedules) => Promise<T>): Promise<T> {
  return await withMonitor(run, (monitor) => work(new Schedules(monitor.queue(run.queue))));
}
