import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { clientIdSchema } from '../../../src-core/protocol/job';
import type { GatewayContext } from '../context';
import type { OriginGuard } from '../origins';
import { sessionValue } from '../sessions';
import { bearerToken, type Principal } from '../tokens';
import { checkOwnPage } from './own-page';
import { corsHeaders, securityHeaders } from './security-headers';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route that does not say is for admins. */
    access?: 'open' | 'client' | 'admin';
    /** Answers any Host: load balancers probe by address. */
    anyHost?: boolean;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Checks every request before its route: Host, Origin, token, role, rate. */
export function guardRequests(app: FastifyInstance, context: GatewayContext): void {
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request, reply) => {
    securityHeaders(reply);
    const config = request.routeOptions.config;
    if (!config.anyHost) checkPlace(request, reply, context);
    if (request.method === 'OPTIONS' && reply.hasHeader('access-control-allow-origin')) {
      return reply.code(204).send();
    }
    if (request.is404 || config.access === 'open') return;
    const who = await identify(request, context);
    checkRole(who, config.access ?? 'admin');
    request.principal = who;
    const waitMs = context.requestRate.take(who.key, performance.now());
    if (waitMs !== null) throw new SignalboxError('RATE_LIMITED', undefined, { retryAfterMs: waitMs });
  });
}

/** By its token, or by the cookie of a browser that has signed in. Throws UNAUTHORIZED, ORIGIN_REFUSED, FORBIDDEN. */
function identify({ method, headers }: FastifyRequest, context: GatewayContext): Promise<Principal> {
  const { auth, sessions } = context;
  const session = headers.authorization === undefined ? sessionValue(headers.cookie) : undefined;
  if (session === undefined) return auth.identify(bearerToken(headers.authorization));
  checkOwnPage(method, headers, guardOf(context));
  return sessions.identify(session);
}

/** The principal of a request whose route is not open. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new SignalboxError('UNAUTHORIZED');
  return request.principal;
}

/** An admin may act for a client by naming it; a client only for itself. Throws FORBIDDEN, INVALID_MESSAGE. */
export function actingFor(who: Principal, clientId: string | null | undefined): Principal {
  if (clientId === null || clientId === undefined || clientId === who.clientId) return who;
  if (who.role !== 'admin') throw new SignalboxError('FORBIDDEN', 'This token belongs to another client');
  if (!clientIdSchema.safeParse(clientId).success) {
    throw new SignalboxError('INVALID_MESSAGE', 'clientId is not a client id');
  }
  return { ...who, clientId };
}

/** The gateway's own hosts and origins; known once it listens. */
export function guardOf({ guard }: GatewayContext): OriginGuard {
  if (!guard) throw new SignalboxError('INTERNAL', 'The gateway is still starting');
  return guard;
}

function checkPlace(request: FastifyRequest, reply: FastifyReply, context: GatewayContext): void {
  const guard = guardOf(context);
  guard.checkHost(request.headers.host);
  const foreign = guard.checkOrigin(request.headers.origin);
  if (foreign) reply.headers(corsHeaders(foreign));
}

function checkRole(who: Principal, access: 'client' | 'admin'): void {
  if (who.role === 'admin' || (access === 'client' && who.role === 'client')) return;
  throw new SignalboxError('FORBIDDEN');
}
