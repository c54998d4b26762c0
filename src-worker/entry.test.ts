import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { untilAfter } from '../e2e/support/command-feed';
import { startModelServer } from '../e2e/support/model-server';
import { startTestRedis, type TestRedis } from '../e2e/support/redis';
import { workersKey } from '../src-core/queue/keys';
import { readWorkers } from '../src-core/queue/presence';
import { Queue } from '../src-core/queue/queue';
import type { ModelAccess } from '../src-core/protocol/worker-lifecycle';
import { parseRedisTarget } from '../src-core/redis/target';
import { nodeHost } from '../src-main/host/node-host';
import { Supervisor } from '../src-main/host/supervisor';

let redis: TestRedis;
let folder: string;
let entry: string;
let queue: Queue;
let pool: Supervisor;

beforeAll(async () => {
  redis = await startTestRedis();
  // Inside the project, so that the bundle finds its packages.
  folder = await mkdtemp(join(import.meta.dirname, '..', 'node_modules', '.worker-entry-'));
  entry = join(folder, 'worker.js');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: join(import.meta.dirname, 'entry.ts'),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'worker.js' } },
    },
  });
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
});
afterAll(async () => {
  await redis.stop();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
  pool = poolOfOne({});
});
afterEach(async () => {
  await pool.stop({ timeoutMs: 5000 });
  await queue.close();
});

function poolOfOne(openai: ModelAccess): Supervisor {
  return new Supervisor({
    host: nodeHost,
    entry,
    size: 1,
    settings: {
      redis: parseRedisTarget({ url: redis.url }),
      queue: queue.name,
      concurrency: 5,
      http: { timeoutMs: 90_000, retries: 0, allow: [] },
      tryHandlers: true,
      leaseMs: 1000,
      labels: {},
      openai,
      pollIntervalMs: 1000,
      drainTimeoutMs: 1000,
      logLevel: 'info',
    },
    timings: { backoffMinMs: 10 },
  });
}

/** Resolves when the worker of this test has begun to drain. */
function draining(): Promise<void> {
  const reported = ([name, key]: string[]) => name === 'hset' && key === workersKey;
  return untilAfter(redis.port, reported, async () => {
    const workers = await readWorkers(queue.commands);
    return workers.some((worker) => worker.queue === queue.name && worker.state === 'draining');
  });
}

/** Resolves when the job is running. */
async function running(id: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    queue.delivery
      .watch(id, {}, (event) => {
        if (event.type === 'state' && event.state === 'active') resolve();
      })
      .catch(reject);
  });
}

describe('the worker process under its supervisor, with a real Redis', () => {
  it('runs jobs and streams what the model says', async () => {
    await pool.start();
    expect(pool.status()).toMatchObject([{ state: 'ready' }]);
    const echo = await queue.add('echo', { hello: 'world' });
    expect(await queue.result(echo.id, { timeoutMs: 10_000 })).toEqual({ hello: 'world' });
    const chat = await queue.add('llm.chat', { messages: [{ role: 'user', content: 'hi' }], max_tokens: 4 });
    const chunks: unknown[] = [];
    for await (const chunk of queue.stream(chat.id)) chunks.push(chunk);
    expect(chunks).toHaveLength(6);
    expect(await queue.result(chat.id)).toMatchObject({
      model: 'signalbox-stand-in',
      choices: [{ message: { content: 'This is the stand-in ' } }],
    });
  });

  it('starts again after a job that takes the process down, and the job ends as told', async () => {
    await pool.start();
    const { id } = await queue.add(
      'fail',
      { message: 'x', times: 1, crash: true },
      { backoff: { kind: 'fixed', baseMs: 1, jitter: 0 } },
    );
    expect(await queue.result(id, { timeoutMs: 15_000 })).toEqual({ failed: 1 });
    expect(pool.status()[0]?.restarts).toBe(1);
    expect((await queue.get(id))?.history.map(({ outcome }) => outcome)).toEqual(['lost', 'completed']);
  });

  it('fails a bad payload for good', async () => {
    await pool.start();
    const { id } = await queue.add('sleep', { ms: 'long' });
    await expect(queue.result(id, { timeoutMs: 10_000 })).rejects.toThrow('payload.ms');
    expect((await queue.get(id))?.history).toHaveLength(1);
  });

  it('lets a running job finish when it is scaled away', async () => {
    const model = await startModelServer();
    onTestFinished(() => model.stop());
    pool = poolOfOne({ baseUrl: model.baseUrl });
    await pool.start();
    const messages = [{ role: 'user', content: 'take your time' }];
    const { id } = await queue.add('llm.chat', { model: 'slow', messages });
    const call = await model.next('take your time');
    pool.scale(0);
    expect(pool.status()).toMatchObject([{ state: 'draining' }]);
    await draining();
    call.say('done');
    call.finish();
    expect(await queue.result(id, { timeoutMs: 10_000 })).toMatchObject({
      choices: [{ message: { content: 'done' } }],
    });
  });

  it('releases a long job within the time of a stop, and wastes no attempt', async () => {
    await pool.start();
    const { id } = await queue.add('sleep', { ms: 60_000 });
    await running(id);
    await pool.stop({ timeoutMs: 2000 });
    expect(await queue.get(id)).toMatchObject({ state: 'waiting', history: [{ outcome: 'released' }] });
  });
});
