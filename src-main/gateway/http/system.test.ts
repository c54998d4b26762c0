import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemSchema } from '../../../src-core/protocol/console';
import { healthSchema, workerViewSchema } from '../../../src-core/protocol/http';
import { type PresenceReport, reportPresence } from '../../../src-core/queue/presence';
import { HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

const token = 'admin-token';

/** Reads a route of another gateway of the rig. */
async function read(url: string, path: string, who = token): Promise<unknown> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${who}` } });
  expect(response.status).toBe(200);
  return response.json();
}

describe('GET /system', () => {
  it('tells what runs here, to admins', async () => {
    await rig.queue('another').add('x', 1);
    const response = await rig.fetch('/system', { token });
    const system = systemSchema.parse(await response.json());
    expect(system).toEqual({
      version: '0.0.0-test',
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      startedAt: expect.any(Number),
      mode: 'gateway',
      host: '127.0.0.1',
      port: rig.address.port,
      dataDir: '/nowhere',
      redis: { engine: 'redis 7', address: '127.0.0.1:1', ours: false, dataDir: null },
      defaultQueue: rig.queueName,
      queues: ['another', 'default', rig.queueName],
      models: ['signalbox-stand-in'],
      alertPending: 10_000,
      settings: { LOG_LEVEL: 'silent' },
    });
    expect((await rig.fetch('/system')).status).toBe(403);
  });
});

describe('GET /health', () => {
  it('says degraded when more jobs wait than the alert allows', async () => {
    const worker = new HandWorker(rig.queue('another'));
    await worker.complete(await worker.take(), 1);
    for (const n of [1, 2]) await rig.queue().add('wait', n);
    const gateways = [rig.make({ alertPending: 2 }), rig.make({ alertPending: 2 })];
    const [before, after] = (await Promise.all(gateways.map((one) => one.start()))).map(({ url }) => url);
    const status = async (of = '') => healthSchema.parse(await read(of, '/health')).status;
    expect(await status(before)).toBe('ok');
    await rig.queue('another').add('wait', 3);
    // Numbers hold for a second: asked of one that has none yet.
    expect(await status(after)).toBe('degraded');
    expect(await status(rig.address.url)).toBe('ok');
    await worker.close();
    await Promise.all(gateways.map((one) => one.stop({ timeoutMs: 0 })));
  });
});

describe('GET /workers', () => {
  const presence = (id: string, queue: string): PresenceReport => ({
    id,
    queue,
    host: 'rig2',
    pid: 7,
    startedAt: Date.now(),
    concurrency: 30,
    active: 0,
    types: ['run'],
    labels: {},
    state: 'running',
    completed: 0,
    failed: 0,
  });

  it('tells which jobs each runs, twenty at most', async () => {
    const queue = rig.queue('crew');
    const [busy, calm] = [new HandWorker(queue), new HandWorker(queue)];
    for (const { id } of [busy, calm]) await reportPresence(queue.connection, presence(id, 'crew'));
    const added = await queue.addMany(Array.from({ length: 26 }, (_, n) => ({ type: 'run', payload: n })));
    const mine = (await busy.claims.claim(25)).jobs.map(({ id }) => id);
    const theirs = (await calm.claims.claim(1)).jobs.map(({ id }) => id);
    expect([...mine, ...theirs].sort()).toEqual(added.map(({ id }) => id).sort());
    const { workers } = (await read(rig.address.url, '/workers')) as { workers: unknown[] };
    const views = workers.map((worker) => workerViewSchema.parse(worker));
    const jobsOf = (id: string) => views.find((view) => view.id === id)?.jobs;
    expect(jobsOf(calm.id)).toEqual(theirs);
    expect(jobsOf(busy.id)).toHaveLength(20);
    expect(views.find((view) => view.id === busy.id)?.active).toBe(25);
    expect(mine).toEqual(expect.arrayContaining(jobsOf(busy.id) ?? []));
    expect(workerViewSchema.parse(await read(rig.address.url, `/workers/${calm.id}`)).jobs).toEqual(theirs);
    expect((await rig.fetch('/workers/nobody', { token })).status).toBe(404);
    await Promise.all([busy.close(), calm.close()]);
  });
});

describe('GET /v1/models', () => {
  let upstream: Server;
  let asked: (string | undefined)[];
  let answer: (() => string) | null;

  beforeAll(async () => {
    asked = [];
    answer = null;
    upstream = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      if (answer) response.end(answer());
      else response.writeHead(500).end();
    }).listen(0, '127.0.0.1');
    await once(upstream, 'listening');
  });
  afterAll(() => upstream.close());

  it("names the configured server's models, asked for once", async () => {
    const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1/`;
    const gateway = rig.make({ openai: { baseUrl, apiKey: 'sk-1' } });
    const { url } = await gateway.start();
    // It does not answer: there is no stand-in that would.
    expect(await read(url, '/v1/models', 'web-token')).toEqual({ object: 'list', data: [] });
    await gateway.stop({ timeoutMs: 0 });

    answer = () =>
      JSON.stringify({ object: 'list', data: [{ id: 'big', object: 'model' }, { id: 'small' }] });
    asked.length = 0;
    const again = rig.make({ openai: { baseUrl, apiKey: 'sk-1' } });
    const { url: there } = await again.start();
    const lists = await Promise.all([1, 2, 3].map(() => read(there, '/v1/models', 'web-token')));
    for (const list of lists) {
      expect(list).toMatchObject({ data: [{ id: 'big', object: 'model' }, { id: 'small' }] });
    }
    expect(systemSchema.parse(await read(there, '/system')).models).toEqual(['big', 'small']);
    expect(asked).toEqual(['/v1/models Bearer sk-1']);
    await again.stop({ timeoutMs: 0 });
  });
});
