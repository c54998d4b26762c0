import fastifyCookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ConsoleSession, sessionBodySchema, sessionCookie } from '../../../src-core/protocol/console';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { GatewayContext } from '../context';
import { networkOf } from '../rate-limit';
import { sessionValue } from '../sessions';
import { check } from './body';
import { guardOf, principalOf } from './guard';
import { checkOwnPage, checkSignInPage } from './own-page';

/** The last moment a Date can hold: a token has no end of its own. */
const never = 8_640_000_000_000_000;

/** Signing in and out of the console in a browser: a token is exchanged for a cookie that no script can read. */
export async function sessionRoutes(app: FastifyInstance, context: GatewayContext): Promise<void> {
  const { auth, sessions, signInRate, options } = context;
  const open = { config: { access: 'open' as const } };
  // Only to write cookies: where they count they are read before the route is known.
  await app.register(fastifyCookie, { hook: false });

  app.post('/session', open, async (request, reply): Promise<ConsoleSession> => {
    checkSignInPage(request.headers, guardOf(context));
    const waitMs = signInRate.take(networkOf(request.ip), performance.now());
    if (waitMs !== null) {
      const text = 'Too many attempts to sign in from this address';
      throw new SignalboxError('RATE_LIMITED', text, { retryAfterMs: waitMs });
    }
    const { token } = check(sessionBodySchema, request.body, 'The body');
    const { role } = await auth.identify(token);
    if (role !== 'admin') {
      throw new SignalboxError('FORBIDDEN', `This is a ${role} token; the console needs the admin token`);
    }
    const { value, expiresAt } = await sessions.open();
    reply.setCookie(sessionCookie, value, {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: options.secureCookies === true || cameByHttps(request),
      expires: new Date(expiresAt),
    });
    return { role, expiresAt };
  });

  app.get('/session', async (request): Promise<ConsoleSession> => {
    return { role: 'admin', expiresAt: principalOf(request).expiresAt ?? never };
  });

  // Open, so that the cookie of a session that has run out can be taken away too.
  app.delete('/session', open, async (request, reply) => {
    checkOwnPage(request.method, request.headers, guardOf(context));
    const value = sessionValue(request.headers.cookie);
    if (value !== undefined) await sessions.end(value);
    reply.clearCookie(sessionCookie, { path: '/', httpOnly: true, sameSite: 'strict' });
    return { signedOut: true };
  });
}

/** Behind a proxy that ends TLS, the page's Origin tells: it was checked against the gateway's own. */
function cameByHttps(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers.origin?.startsWith('https://') === true;
}
