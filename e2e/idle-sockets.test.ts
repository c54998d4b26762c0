/** What clients that only wait cost Redis: nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommandCounter, timerSlack, totalOf } from './support/command-counts';
import { openIdleSockets } from './support/idle-sockets';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

const clients = 1000;
const watchers = 100;
const windowMs = 10_000;

let redis: TestRedis;
let gateway: RunningSystem;
let counter: CommandCounter;

beforeAll(async () => {
  redis = await startTestRedis();
  counter = new CommandCounter(redis.url);
  gateway = await startSystem({ mode: 'gateway', redisUrl: redis.url });
});
afterAll(async () => {
  counter?.close();
  await gateway?.stop();
  await redis?.stop();
});

it('a thousand idle clients, a hundred of them watching a job, add no Redis command', async () => {
  const sockets = await openIdleSockets(gateway, { redisUrl: redis.url, clients, watchers });
  await counter.whenGatewayLeads();

  const withClients = await counter.whileIdle(windowMs);
  expect(sockets.filter(({ closeCode }) => closeCode !== null)).toEqual([]);
  await Promise.all(sockets.map((socket) => socket.close()));
  const without = await counter.whileIdle(windowMs);

  // One command a client, or one a watched job, would be five times as much and more.
  const seen = JSON.stringify({ withClients: [...withClients], without: [...without] });
  expect(totalOf(withClients) - totalOf(without), seen).toBeLessThanOrEqual(timerSlack);
}, 60_000);
