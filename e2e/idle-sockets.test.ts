/** What clients that only wait cost Redis: nothing. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CommandCounter, timerSlack, totalOf } from './support/command-counts';
import { openIdleSockets } from './support/idle-sockets';
import { testSystem } from './support/system.fixture';

const clients = 1000;
const watchers = 100;
const windowMs = 10_000;

const rig = testSystem({ mode: 'gateway' });
let counter: CommandCounter;

beforeAll(() => {
  counter = new CommandCounter(rig.redis);
});
afterAll(() => counter?.close());

it('a thousand idle clients, a hundred of them watching a job, add no Redis command', async () => {
  const sockets = await openIdleSockets(rig.system, { redisUrl: rig.redis.url, clients, watchers });
  await counter.whenGatewayLeads();

  const withClients = await counter.whileIdle(windowMs);
  expect(sockets.filter(({ closeCode }) => closeCode !== null)).toEqual([]);
  await Promise.all(sockets.map((socket) => socket.close()));
  const without = await counter.whileIdle(windowMs);

  // One command a client, or one a watched job, would be five times as much and more.
  const seen = JSON.stringify({ withClients: [...withClients], without: [...without] });
  expect(totalOf(withClients) - totalOf(without), seen).toBeLessThanOrEqual(timerSlack);
}, 60_000);
