import { z } from 'zod';
import { systemSchema } from '../../../../src-core/protocol/console';
import { healthSchema, queueStatusSchema, workerViewSchema } from '../../../../src-core/protocol/http';
import { statsAnswerSchema, statsQuerySchema } from '../../../../src-core/protocol/statistics';
import type { ApiOperation } from './operation';

const pausedSchema = z.object({ queue: z.string(), paused: z.boolean() });

/** How everything is, and the switches of a queue. */
export const watchingOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/health',
    summary: 'How the gateway and its Redis are',
    access: 'open',
    answer: healthSchema,
  },
  {
    method: 'get',
    path: '/ready',
    summary: 'Whether it takes traffic',
    access: 'open',
    answer: z.object({ ready: z.boolean() }),
  },
  {
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    access: 'admin',
    contentType: 'text/plain',
  },
  {
    method: 'get',
    path: '/queue/status',
    summary: 'Depth and rate of every queue',
    access: 'admin',
    answer: queueStatusSchema,
  },
  {
    method: 'get',
    path: '/stats',
    summary: 'The history of one queue, or of all of them',
    access: 'admin',
    query: statsQuerySchema,
    answer: statsAnswerSchema,
  },
  { method: 'get', path: '/system', summary: 'What runs here', access: 'admin', answer: systemSchema },
  {
    method: 'get',
    path: '/workers',
    summary: 'Every worker, with the jobs it runs',
    access: 'admin',
    answer: z.object({ workers: z.array(workerViewSchema) }),
  },
  { method: 'get', path: '/workers/{id}', summary: 'One worker', access: 'admin', answer: workerViewSchema },
  {
    method: 'post',
    path: '/queues/{name}/pause',
    summary: 'Start no more jobs',
    access: 'admin',
    answer: pausedSchema,
  },
  {
    method: 'post',
    path: '/queues/{name}/resume',
    summary: 'Start jobs again',
    access: 'admin',
    answer: pausedSchema,
  },
];
