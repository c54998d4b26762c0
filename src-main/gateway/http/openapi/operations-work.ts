import {
  deadLetterLineSchema,
  deadLettersAnswerSchema,
  deadLettersQuerySchema,
  discardBodySchema,
  errorGroupsAnswerSchema,
  errorGroupsQuerySchema,
  exportQuerySchema,
  importAnswerSchema,
  importQuerySchema,
  payloadBodySchema,
  requeueBodySchema,
  restoreBodySchema,
} from '../../../../src-core/protocol/dead-letters';
import { jobFactsSchema } from '../../../../src-core/protocol/facts';
import { jobViewSchema, oneJobQuerySchema } from '../../../../src-core/protocol/http';
import { operationSchema, operationsAnswerSchema } from '../../../../src-core/protocol/operations';
import {
  manyJobsBodySchema,
  searchLineSchema,
  searchQuerySchema,
} from '../../../../src-core/protocol/search';
import type { ApiOperation } from './operation';

const ndjson = 'application/x-ndjson';
const begun = { method: 'post', access: 'admin', status: 202, answer: operationSchema } as const;

/** Searching, acting on many jobs at once, dead letters and facts. */
export const workOperations: ApiOperation[] = [
  {
    method: 'get',
    path: '/jobs/search',
    summary: 'Look at every job; each line of the answer is hits, progress, the end, or an error',
    access: 'admin',
    query: searchQuerySchema,
    contentType: ndjson,
    answer: searchLineSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/facts',
    summary: "What explains a job's place: queue, jobs ahead, workers and what they lack",
    access: 'admin',
    query: oneJobQuerySchema,
    answer: jobFactsSchema,
  },
  {
    method: 'put',
    path: '/jobs/{id}/payload',
    summary: 'Change the payload of a dead job',
    access: 'admin',
    query: oneJobQuerySchema,
    body: payloadBodySchema,
    answer: jobViewSchema,
  },
  { ...begun, path: '/jobs/cancel', summary: 'Cancel many jobs', body: manyJobsBodySchema },
  { ...begun, path: '/jobs/retry', summary: 'Send many dead jobs again', body: manyJobsBodySchema },
  {
    method: 'get',
    path: '/operations',
    summary: 'The long acts of this gateway, newest first',
    access: 'admin',
    answer: operationsAnswerSchema,
  },
  {
    method: 'get',
    path: '/operations/{id}',
    summary: 'One long act',
    access: 'admin',
    answer: operationSchema,
  },
  {
    method: 'post',
    path: '/operations/{id}/stop',
    summary: 'End a long act early',
    access: 'admin',
    answer: operationSchema,
  },
  {
    method: 'get',
    path: '/dlq/groups',
    summary: 'Dead letters in groups that failed alike',
    access: 'admin',
    query: errorGroupsQuerySchema,
    answer: errorGroupsAnswerSchema,
  },
  {
    method: 'get',
    path: '/dlq',
    summary: 'Dead letters, newest first',
    access: 'admin',
    query: deadLettersQuerySchema,
    answer: deadLettersAnswerSchema,
  },
  { ...begun, path: '/dlq/requeue', summary: 'Send dead letters again, at a rate', body: requeueBodySchema },
  { ...begun, path: '/dlq/discard', summary: 'Put dead letters away for good', body: discardBodySchema },
  { ...begun, path: '/dlq/restore', summary: 'Undo a discard within 10 minutes', body: restoreBodySchema },
  {
    method: 'get',
    path: '/dlq/export',
    summary: 'Dead letters as a file, one job a line',
    access: 'admin',
    query: exportQuerySchema,
    contentType: ndjson,
    answer: deadLetterLineSchema,
  },
  {
    method: 'post',
    path: '/dlq/import',
    summary: 'Bring back the dead letters of a file',
    access: 'admin',
    query: importQuerySchema,
    bodyType: ndjson,
    body: deadLetterLineSchema,
    answer: importAnswerSchema,
  },
];
