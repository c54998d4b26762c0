import {
  cancelAnswerSchema,
  cancelBodySchema,
  jobsAnswerSchema,
  jobsQuerySchema,
  jobViewSchema,
  oneJobQuerySchema,
  retryAnswerSchema,
  submitAnswerSchema,
} from '../../../../src-core/protocol/http';
import { bundleSchema } from '../../../../src-core/protocol/bundle';
import { traceAnswerSchema } from '../../../../src-core/protocol/facts';
import { jobRequestSchema } from '../../../../src-core/protocol/job';
import type { ApiOperation } from './operation';

/** Jobs, one at a time. */
export const jobOperations: ApiOperation[] = [
  {
    method: 'post',
    path: '/jobs',
    summary: 'Submit a job',
    access: 'client',
    status: 202,
    body: jobRequestSchema,
    headers: ['Idempotency-Key'],
    answer: submitAnswerSchema,
  },
  {
    method: 'get',
    path: '/jobs',
    summary: 'List jobs',
    access: 'client',
    query: jobsQuerySchema,
    answer: jobsAnswerSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}',
    summary: 'One job with payload, result and history',
    access: 'client',
    query: oneJobQuerySchema,
    answer: jobViewSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/trace',
    summary: 'Everything that happened to a job, and what it cost',
    access: 'client',
    query: oneJobQuerySchema,
    answer: traceAnswerSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/bundle',
    summary: 'An incident bundle: all that is known of a job and what was round it, without secrets',
    access: 'admin',
    query: oneJobQuerySchema,
    answer: bundleSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/stream',
    summary: 'Follow a job as Server-Sent Events',
    access: 'client',
    query: oneJobQuerySchema,
    headers: ['Last-Event-ID'],
    contentType: 'text/event-stream',
  },
  {
    method: 'post',
    path: '/jobs/{id}/cancel',
    summary: 'Cancel a job',
    access: 'client',
    query: oneJobQuerySchema,
    body: cancelBodySchema,
    answer: cancelAnswerSchema,
  },
  {
    method: 'post',
    path: '/jobs/{id}/retry',
    summary: 'Send a dead job back to its queue',
    access: 'client',
    query: oneJobQuerySchema,
    answer: retryAnswerSchema,
  },
];
