import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clientFrameSchema, serverFrameSchema } from '../../../src-core/protocol/client-frames';
import {
  cancelAnswerSchema,
  cancelBodySchema,
  errorAnswerSchema,
  healthSchema,
  jobsAnswerSchema,
  jobsQuerySchema,
  jobViewSchema,
  openAiErrorSchema,
  queueStatusSchema,
  retryAnswerSchema,
  submitAnswerSchema,
  workerViewSchema,
} from '../../../src-core/protocol/http';
import { jobRequestSchema, jobTraceSchema } from '../../../src-core/protocol/job';
import { chatRequestSchema } from '../../../src-core/protocol/llm';
import type { GatewayContext } from '../context';

interface Operation {
  method: 'get' | 'post';
  path: string;
  summary: string;
  access: 'open' | 'client' | 'admin';
  status?: number;
  body?: z.ZodType;
  query?: z.ZodObject;
  headers?: string[];
  answer?: z.ZodType;
  contentType?: string;
  error?: z.ZodType;
}

const operations: Operation[] = [
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
    answer: jobViewSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/trace',
    summary: 'Everything that happened to a job',
    access: 'client',
    answer: jobTraceSchema,
  },
  {
    method: 'get',
    path: '/jobs/{id}/stream',
    summary: 'Follow a job as Server-Sent Events',
    access: 'client',
    headers: ['Last-Event-ID'],
    contentType: 'text/event-stream',
  },
  {
    method: 'post',
    path: '/jobs/{id}/cancel',
    summary: 'Cancel a job',
    access: 'client',
    body: cancelBodySchema,
    answer: cancelAnswerSchema,
  },
  {
    method: 'post',
    path: '/jobs/{id}/retry',
    summary: 'Send a dead job back to its queue',
    access: 'client',
    answer: retryAnswerSchema,
  },
  {
    method: 'get',
    path: '/workers',
    summary: 'Every worker',
    access: 'admin',
    answer: z.object({ workers: z.array(workerViewSchema) }),
  },
  { method: 'get', path: '/workers/{id}', summary: 'One worker', access: 'admin', answer: workerViewSchema },
  {
    method: 'post',
    path: '/queues/{name}/pause',
    summary: 'Start no more jobs',
    access: 'admin',
    answer: z.object({ queue: z.string(), paused: z.boolean() }),
  },
  {
    method: 'post',
    path: '/queues/{name}/resume',
    summary: 'Start jobs again',
    access: 'admin',
    answer: z.object({ queue: z.string(), paused: z.boolean() }),
  },
  {
    method: 'get',
    path: '/pool',
    summary: 'The worker processes of this gateway',
    access: 'admin',
    answer: z.unknown(),
  },
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'OpenAI chat completion',
    access: 'client',
    body: chatRequestSchema,
    answer: z.looseObject({}),
    error: openAiErrorSchema,
  },
  {
    method: 'get',
    path: '/v1/models',
    summary: 'OpenAI model list',
    access: 'client',
    answer: z.looseObject({}),
    error: openAiErrorSchema,
  },
];

/** `GET /openapi.json`: the HTTP interface, from the schemas that check it. */
export function openApiRoute(app: FastifyInstance, context: GatewayContext): void {
  const text = JSON.stringify(describeApi(context.options.version));
  app.get('/openapi.json', { config: { access: 'open' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  );
}

/** The OpenAPI 3.1 document. The frames of `/ws/client` are among its components. */
export function describeApi(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Signalbox gateway', version },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        ClientFrame: schema(clientFrameSchema, 'input'),
        ServerFrame: schema(serverFrameSchema, 'output'),
      },
    },
  };
}

function describe(operation: Operation): Record<string, unknown> {
  const { summary, access, status = 200, body, contentType = 'application/json', answer } = operation;
  const content = { [contentType]: { schema: answer ? schema(answer, 'output') : { type: 'string' } } };
  return {
    summary,
    description:
      access === 'open'
        ? 'No token.'
        : `Needs a token of role ${access === 'admin' ? 'admin' : 'client or admin'}.`,
    security: access === 'open' ? [] : [{ token: [] }],
    parameters: parameters(operation),
    ...(body && { requestBody: { content: { 'application/json': { schema: schema(body, 'input') } } } }),
    responses: {
      [status]: { description: 'Done', content },
      default: {
        description: 'An error',
        content: { 'application/json': { schema: schema(operation.error ?? errorAnswerSchema, 'output') } },
      },
    },
  };
}

function parameters({ path, query, headers = [] }: Operation): unknown[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, field]) => ({
    name,
    in: 'query',
    schema: schema(field as z.ZodType, 'input'),
  }));
  return [
    ...inPath,
    ...inQuery,
    ...headers.map((name) => ({ name, in: 'header', schema: { type: 'string' } })),
  ];
}

function schema(type: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return rest;
}
