import { type CommandCounts, CommandCounter, totalOf } from '../../e2e/support/command-counts';
import { openIdleSockets } from '../../e2e/support/idle-sockets';
import { startTestRedis } from '../../e2e/support/redis';
import { type RunningSystem, startSystem } from '../../e2e/support/system';

/** Redis commands in windows of equal length. */
export interface IdleCost {
  windowMs: number;
  withClients: CommandCounts;
  without: CommandCounts;
  /** What the clients added; around 0, as a timer may fall into one window and not into the other. */
  added: number;
}

/** Counts what a gateway's Redis runs with `clients` idle sockets, `watchers` of them on a job of later, and with none. */
export async function measureIdleSockets(
  clients: number,
  watchers: number,
  windowMs: number,
): Promise<IdleCost> {
  const redis = await startTestRedis();
  const counter = new CommandCounter(redis);
  let gateway: RunningSystem | null = null;
  try {
    gateway = await startSystem({ mode: 'gateway', redisUrl: redis.url });
    const sockets = await openIdleSockets(gateway, { redisUrl: redis.url, clients, watchers });
    await counter.whenGatewayLeads();
    const withClients = await counter.whileIdle(windowMs);
    await Promise.all(sockets.map((socket) => socket.close()));
    const without = await counter.whileIdle(windowMs);
    return { windowMs, withClients, without, added: totalOf(withClients) - totalOf(without) };
  } finally {
    counter.close();
    await gateway?.stop();
    await redis.stop();
  }
}
