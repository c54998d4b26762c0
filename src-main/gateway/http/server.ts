import Fastify, { type FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { maxBodyBytes } from '../../../src-core/protocol/limits';
import type { GatewayContext } from '../context';
import { asyncApiRoute } from './asyncapi';
import { acceptJsonOnly } from './body';
import { bundleRoute } from './bundle';
import { collectionRoutes } from './collections';
import { consoleFiles } from './console';
import { deadLetterRoutes } from './dead-letters';
import { factsRoute } from './facts';
import { answerFailures, sendFailure } from './failures';
import { guardRequests } from './guard';
import { healthRoutes } from './health';
import { jobRoutes } from './jobs';
import { metricsRoute } from './metrics';
import { answerUnknownRoutes } from './not-found';
import { openAiRoutes } from './openai';
import { openApiRoute } from './openapi';
import { operationRoutes } from './operation-routes';
import { operatorRoutes } from './operations';
import { poolRoutes } from './pool';
import { queueStatusRoute } from './queue-status';
import { scheduleRoutes } from './schedules';
import { searchRoute } from './search';
import { sessionRoutes } from './session';
import { simulatorRoutes } from './simulator';
import { statisticsRoute } from './statistics';
import { streamRoute } from './stream';
import { systemRoute } from './system';
import { traceRoute } from './trace';

/** The HTTP server with every route; it does not listen yet. */
export async function createHttpServer(context: GatewayContext): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    // A full job id, percent-encoded.
    routerOptions: { maxParamLength: 1024 },
    forceCloseConnections: true,
    requestTimeout: 60_000,
    // An address that cannot be decoded never reaches the hooks.
    frameworkErrors: (error, request, reply) => {
      sendFailure(reply, request.url, new SignalboxError('INVALID_MESSAGE', error.message));
    },
  });
  answerFailures(app, context.log);
  acceptJsonOnly(app);
  guardRequests(app, context);
  answerUnknownRoutes(app);
  healthRoutes(app, context);
  metricsRoute(app, context);
  queueStatusRoute(app, context);
  statisticsRoute(app, context);
  systemRoute(app, context);
  jobRoutes(app, context);
  traceRoute(app, context);
  streamRoute(app, context);
  searchRoute(app, context);
  factsRoute(app, context);
  bundleRoute(app, context);
  deadLetterRoutes(app, context);
  operationRoutes(app, context);
  openAiRoutes(app, context);
  operatorRoutes(app, context);
  poolRoutes(app, context);
  scheduleRoutes(app, context);
  simulatorRoutes(app, context);
  collectionRoutes(app, context);
  await sessionRoutes(app, context);
  openApiRoute(app, context);
  asyncApiRoute(app, context);
  const { consoleDir } = context.options;
  if (consoleDir !== undefined) await app.register((scope) => consoleFiles(scope, consoleDir));
  return app;
}
