import { query } from '../../connection/api';
import type { NamedSchedule } from './schedule-key';

/** Where the gateway has a schedule: `schedulePath(one, '/pause')`. `ticks`: how many next ones it is shown with. */
export function schedulePath({ queue, name }: NamedSchedule, act = '', ticks?: number): string {
  return query(`/schedules/${encodeURIComponent(name)}${act}`, { queue, ticks });
}
