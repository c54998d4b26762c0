import type { FastifyInstance } from 'fastify';
import { type Pool, poolActionSchema, poolSizeBodySchema } from '../../../src-core/protocol/console';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { GatewayContext } from '../context';
import type { WorkerPool } from '../options';
import { check } from './body';

/** The worker processes this gateway supervises: seeing them, how many, and what becomes of each. For admins only. */
export function poolRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { options, log } = context;

  app.get('/pool', async () => poolView(poolOf(options.pool)));

  app.put('/pool', async (request) => {
    const pool = poolOf(options.pool);
    const { size } = check(poolSizeBodySchema, request.body, 'The body');
    log.info({ from: pool.targetSize, to: size }, 'the pool is resized');
    pool.scale(size);
    return poolView(pool);
  });

  app.post('/pool/:name/:action', async (request) => {
    const pool = poolOf(options.pool);
    const params = request.params as { name: string; action: string };
    const action = check(poolActionSchema, params.action, 'The action');
    pool.act(params.name, action);
    log.info({ worker: params.name, action }, 'an operator steers a worker process');
    return poolView(pool);
  });
}

function poolOf(pool: WorkerPool | undefined): WorkerPool {
  if (pool) return pool;
  const text =
    'This gateway runs no workers of its own: they are separate processes, steered where they were started';
  throw new SignalboxError('NOT_FOUND', text);
}

/** The pool as operators see it. */
export function poolView(pool: WorkerPool): Pool {
  return { size: pool.targetSize, workers: pool.status() };
}
