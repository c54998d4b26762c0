import { type ScheduleView, scheduleSchema } from '../../../src-core/protocol/schedules';

/** A schedule of the queue `default` as the gateway shows it: every minute, never ticked. */
export function scheduleView(
  name: string,
  parts: Partial<ScheduleView> = {},
  when: object = { every: 60_000 },
): ScheduleView {
  return {
    schedule: scheduleSchema.parse({ name, job: { type: 'echo', payload: {} }, ...when }),
    queue: 'default',
    version: 'v1',
    createdAt: 0,
    nextTick: null,
    nextTicks: [],
    queuedTicks: [],
    last: null,
    ...parts,
  };
}
