import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import pino from 'pino';
import { consoleFiles } from './gateway/http/console';
import { answerFailures } from './gateway/http/failures';
import { answerUnknownRoutes } from './gateway/http/not-found';
import { securityHeaders } from './gateway/http/security-headers';
import { OriginGuard } from './gateway/origins';

const host = '127.0.0.1';

export interface BundleServer {
  /** The page that shows the bundle. */
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the console and one bundle to this machine, with the headers of a gateway. The bundle's address cannot be
 * guessed: other pages and users of this machine do not find it.
 */
export async function serveBundle(options: {
  /** Folder of the built console. */
  consoleDir: string;
  /** The bundle. */
  text: string;
  /** 0 picks a free one. */
  port: number;
}): Promise<BundleServer> {
  const { consoleDir, text, port } = options;
  const app = Fastify({ forceCloseConnections: true });
  let guard: OriginGuard | null = null;
  answerFailures(app, pino({ level: 'silent' }));
  app.addHook('onRequest', async (request, reply) => {
    securityHeaders(reply);
    guard?.checkHost(request.headers.host);
  });
  answerUnknownRoutes(app);
  const file = `${randomBytes(18).toString('base64url')}.json`;
  app.get(`/bundles/${file}`, (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
  await app.register((scope) => consoleFiles(scope, consoleDir));
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  guard = new OriginGuard({ host, port: address.port, allowedHosts: [], allowedOrigins: [] });
  return {
    url: `http://${host}:${address.port}/#/bundle?file=${file}`,
    close: () => app.close(),
  };
}
