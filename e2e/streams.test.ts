/** Many streams at once through a real system. How fast they are is for `npm run bench -- sockets` to say. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from './support/redis';
import { runStreams, steadyStreamFile } from './support/steady-streams';
import { type RunningSystem, startSystem } from './support/system';

let redis: TestRedis;
let system: RunningSystem;

beforeAll(async () => {
  redis = await startTestRedis();
  system = await startSystem({
    mode: 'serve',
    redisUrl: redis.url,
    args: ['--workers', '2', '--concurrency', '100', '--handlers', steadyStreamFile],
  });
});
afterAll(async () => {
  await system?.stop();
  await redis?.stop();
});

it('200 clients at 50 chunks a second each get every chunk once and in order', async () => {
  const report = await runStreams(system, { clients: 200, count: 150, everyMs: 20 });
  expect(report.wrong).toEqual([]);
  expect(report.chunks).toBe(200 * 150);
}, 40_000);
