import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { consoleHeaders } from './security-headers';

/** Serves the built console at `/`. Its files are public; what it shows needs a token. */
export async function consoleFiles(app: FastifyInstance, consoleDir: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'open' };
  });
  await app.register(fastifyStatic, {
    root: consoleDir,
    cacheControl: false,
    // Each file has its own route: what is not a file is answered as any unknown address.
    wildcard: false,
    setHeaders: (reply) => reply.headers({ ...consoleHeaders(), 'cache-control': 'no-cache' }),
  });
}
