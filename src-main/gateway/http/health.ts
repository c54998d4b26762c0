import type { FastifyInstance } from 'fastify';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Health, RedisHealth } from '../../../src-core/protocol/http';
import type { GatewayContext } from '../context';
import { within } from '../deadline';

/** A probe is answered in this time, whatever Redis does; ms. */
const probeMs = 800;

/** `/health` for people and monitors, `/ready` for load balancers. No token, any Host. */
export function healthRoutes(app: FastifyInstance, context: GatewayContext): void {
  const open = { config: { access: 'open' as const, anyHost: true } };

  app.get('/health', open, async (_request, reply) => {
    const { status, engine, latencyMs } = context.options.redisHealth.state();
    const redis = { status, engine, latencyMs };
    // The numbers are a courtesy here: old ones, or none, when Redis is slow.
    if (redis.status === 'connected') await within(context.stats.fresh(), probeMs).catch(() => undefined);
    const health: Health = {
      status: overall(redis, context),
      redis,
      queues: queueNumbers(context),
      uptimeSeconds: Math.round((Date.now() - context.startedAt) / 1000),
      version: context.options.version,
    };
    return reply.code(health.status === 'down' ? 503 : 200).send(health);
  });

  app.get('/ready', open, async () => {
    if (context.draining) throw new SignalboxError('DRAINING');
    if (context.options.redisHealth.state().status !== 'connected')
      throw new SignalboxError('REDIS_UNAVAILABLE');
    return { ready: true };
  });
}

function overall(redis: RedisHealth, { draining, stats, options }: GatewayContext): Health['status'] {
  if (redis.status === 'down') return 'down';
  const waiting = (stats.last?.queues ?? []).reduce((sum, { counts }) => sum + counts.waiting, 0);
  const isDegraded = redis.status === 'reconnecting' || draining || waiting > options.alertPending;
  return isDegraded ? 'degraded' : 'ok';
}

function queueNumbers({ stats, options }: GatewayContext): Health['queues'] {
  const queues: Health['queues'] = { [options.defaultQueue]: { waiting: 0, active: 0, dead: 0 } };
  for (const { name, counts } of stats.last?.queues ?? []) {
    queues[name] = { waiting: counts.waiting, active: counts.active, dead: counts.dead };
  }
  return queues;
}
