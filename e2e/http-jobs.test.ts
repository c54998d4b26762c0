/** HTTP jobs through the whole: real gateway, worker processes and server. */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { Pool } from '../src-core/protocol/console';
import type { JobView } from '../src-core/protocol/http';
import { Queue } from '../src-core/queue/queue';
import { within } from './support/deadline';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

/** How long the slow server takes, in seconds; 95 was seen to pass as well. */
const seconds = Number(process.env.HTTP_TEST_SECONDS ?? 0);

let redis: TestRedis;
let system: RunningSystem | undefined;
let queue: Queue | undefined;
let server: Server | undefined;

afterEach(async () => {
  await queue?.close();
  await system?.kill();
  await redis?.stop();
  server?.closeAllConnections();
  server?.close();
});

it('a slow call completes while the workers are scaled down, its secrets shown to nobody', {
  timeout: 60_000 + seconds * 1000,
}, async () => {
  redis = await startTestRedis();
  const calls: ServerResponse[] = [];
  let key: string | undefined;
  server = createServer((request, response) => {
    key = request.headers['idempotency-key'] as string;
    calls.push(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const called = once(server, 'request');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slow`;
  const env = { WORKER_HTTP_TIMEOUT: '120s' };
  system = await startSystem({ mode: 'serve', redisUrl: redis.url, args: ['--workers', '1'], env });
  queue = new Queue('default', { redis: redis.url });

  const headers = { Authorization: 'Bearer planted-s3cret', Accept: 'text/plain' };
  const payload = { url, headers };
  const { id } = await queue.add('http.call', payload, { timeoutMs: 150_000 });
  await within(20_000, 'the call', called);
  expect(key).toBe(id);
  const pool = (await system.admin('/pool')) as Pool;
  expect(pool.size).toBe(1);
  const smaller = await fetch(`${system.url}/pool`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${system.adminToken}`, 'content-type': 'application/json' },
    body: '{"size":0}',
  });
  expect(((await smaller.json()) as Pool).workers).toMatchObject([{ state: 'draining' }]);
  await setTimeout(seconds * 1000);
  calls[0]?.end('done at last');

  expect(await queue.result(id, { timeoutMs: 20_000 })).toMatchObject({
    status: 200,
    body: 'done at last',
    tries: 1,
  });
  expect(calls).toHaveLength(1);
  const shown = (await system.admin(`/jobs/${id}`)) as JobView;
  expect(shown.payload).toEqual({ url, headers: { Authorization: '***', Accept: 'text/plain' } });
  const trace = JSON.stringify(await system.admin(`/jobs/${id}/trace`));
  expect(trace + system.log()).not.toContain('planted-s3cret');
});
