import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { clientFrameSchema, serverFrameSchema } from '../../../src-core/protocol/client-frames';
import { errorAnswerSchema } from '../../../src-core/protocol/http';
import { monitorFrameSchema, monitorServerFrameSchema } from '../../../src-core/protocol/monitor-frames';
import type { GatewayContext } from '../context';
import type { ApiOperation } from './openapi/operation';
import { accessOperations } from './openapi/operations-access';
import { debugClientOperations } from './openapi/operations-debug-client';
import { jobOperations } from './openapi/operations-jobs';
import { openAiOperations } from './openapi/operations-openai';
import { scheduleOperations } from './openapi/operations-schedules';
import { simulatorOperations } from './openapi/operations-simulator';
import { watchingOperations } from './openapi/operations-watching';
import { workOperations } from './openapi/operations-work';

const operations: ApiOperation[] = [
  ...watchingOperations,
  ...jobOperations,
  ...workOperations,
  ...scheduleOperations,
  ...simulatorOperations,
  ...debugClientOperations,
  ...accessOperations,
  ...openAiOperations,
];

/** `GET /openapi.json`: the HTTP interface, from the schemas that check it. */
export function openApiRoute(app: FastifyInstance, context: GatewayContext): void {
  const text = JSON.stringify(describeApi(context.options.version));
  app.get('/openapi.json', { config: { access: 'open' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text),
  );
}

/** The OpenAPI 3.1 document. The frames of `/ws/client` and `/ws/monitor` are among its components. */
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
        MonitorFrame: schema(monitorFrameSchema, 'input'),
        MonitorServerFrame: schema(monitorServerFrameSchema, 'output'),
      },
    },
  };
}

function describe(operation: ApiOperation): Record<string, unknown> {
  const { summary, access, status = 200, body, answer } = operation;
  const { bodyType = 'application/json', contentType = 'application/json' } = operation;
  const content = { [contentType]: { schema: answer ? schema(answer, 'output') : { type: 'string' } } };
  return {
    summary,
    description:
      access === 'open'
        ? 'No token.'
        : `Needs a token of role ${access === 'admin' ? 'admin' : 'client or admin'}.`,
    security: access === 'open' ? [] : [{ token: [] }],
    parameters: parameters(operation),
    ...(body && { requestBody: { content: { [bodyType]: { schema: schema(body, 'input') } } } }),
    responses: {
      [status]: { description: 'Done', content },
      default: {
        description: 'An error',
        content: { 'application/json': { schema: schema(operation.error ?? errorAnswerSchema, 'output') } },
      },
    },
  };
}

function parameters({ path, query, headers = [] }: ApiOperation): unknown[] {
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
