import { z } from 'zod';
import {
  schedulesQuerySchema,
  previewScheduleAnswerSchema,
  previewScheduleBodySchema,
  putScheduleBodySchema,
  schedulesAnswerSchema,
  scheduleTicksAnswerSchema,
  scheduleViewSchema,
  tickRecordSchema,
} from '../../../../src-core/protocol/schedules';
import type { ApiOperation } from './operation';

const one = { access: 'admin', query: schedulesQuerySchema } as const;

/** Schedules. */
export const scheduleOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/schedules',
    summary: 'The schedules of a queue, or of all, with their next ticks',
    access: 'admin',
    query: schedulesQuerySchema,
    answer: schedulesAnswerSchema,
  },
  {
    method: 'post',
    path: '/schedules/preview',
    summary: 'When a schedule would tick',
    access: 'admin',
    body: previewScheduleBodySchema,
    answer: previewScheduleAnswerSchema,
  },
  { method: 'get', path: '/schedules/{name}', summary: 'One schedule', ...one, answer: scheduleViewSchema },
  {
    method: 'get',
    path: '/schedules/{name}/ticks',
    summary: 'What became of its last ticks, newest first',
    ...one,
    answer: scheduleTicksAnswerSchema,
  },
  {
    method: 'put',
    path: '/schedules/{name}',
    summary: 'Add a schedule, or put one in its place; INVALID_STATE when its version is another',
    ...one,
    body: putScheduleBodySchema,
    answer: scheduleViewSchema,
  },
  {
    method: 'delete',
    path: '/schedules/{name}',
    summary: 'Remove a schedule; jobs it started go on',
    ...one,
    answer: z.object({ removed: z.string() }),
  },
  {
    method: 'post',
    path: '/schedules/{name}/pause',
    summary: 'Let its ticks pass',
    ...one,
    answer: scheduleViewSchema,
  },
  {
    method: 'post',
    path: '/schedules/{name}/resume',
    summary: 'Let it tick again; what passed is not made up for',
    ...one,
    answer: scheduleViewSchema,
  },
  {
    method: 'post',
    path: '/schedules/{name}/run',
    summary: 'Start its job now, besides its ticks',
    ...one,
    status: 202,
    answer: tickRecordSchema,
  },
];
