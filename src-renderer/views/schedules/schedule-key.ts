import type { ScheduleView } from '../../../src-core/protocol/schedules';

/** Which schedule: names are a queue's own. */
export interface NamedSchedule {
  queue: string;
  name: string;
}

/** Tells schedules of all queues apart. */
export function keyOf({ queue, name }: NamedSchedule): string {
  return `${queue}/${name}`;
}

export function namedOf({ queue, schedule }: ScheduleView): NamedSchedule {
  return { queue, name: schedule.name };
}
