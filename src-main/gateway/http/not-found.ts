import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { sendFailure } from './failures';

/**
 * Answers what no route does: METHOD_NOT_ALLOWED where another method would be answered, else
 * NOT_FOUND. Call it before the routes are registered: it collects their patterns.
 */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const routes: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return;
    const pattern = new RegExp(`^${route.url.replace(/\./g, '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
    for (const method of [route.method].flat()) routes.push({ pattern, method });
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = routes.filter((route) => route.pattern.test(path)).map((route) => route.method);
    if (methods.length === 0) return sendFailure(reply, request.url, new SignalboxError('NOT_FOUND'));
    reply.header('allow', [...new Set(methods)].join(', '));
    return sendFailure(reply, request.url, new SignalboxError('METHOD_NOT_ALLOWED'));
  });
}
