import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { SystemInfo } from '../../../src-core/protocol/console';
import type { GatewayContext } from '../context';

/** `GET /system`: what runs here, with which settings. For admins only. */
export function systemRoute(app: FastifyInstance, context: GatewayContext): void {
  app.get('/system', () => systemInfo(app, context));
}

/** What runs here. */
export async function systemInfo(app: FastifyInstance, context: GatewayContext): Promise<SystemInfo> {
  const { options, startedAt, stats, models } = context;
  const { system, redisHealth, defaultQueue, alertPending, version, host } = options;
  // Old numbers, or none, when Redis is away.
  const summary = await stats.fresh().catch(() => stats.last);
  const names = summary?.queues.map(({ name }) => name) ?? [];
  return {
    version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    startedAt,
    mode: system.mode,
    host,
    port: (app.server.address() as AddressInfo).port,
    dataDir: system.dataDir,
    redis: { engine: redisHealth.state().engine, ...system.redis },
    defaultQueue,
    queues: [...new Set([defaultQueue, ...names])].sort(),
    models: [...(await models.list())],
    alertPending,
    settings: system.settings,
  };
}
