import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig } from './testing/rig.fixture';

let rig: Rig;
let consoleDir: string;
/** A job that is there when the tests begin. */
let jobId: string;

beforeAll(async () => {
  consoleDir = mkdtempSync(join(tmpdir(), 'signalbox-console-'));
  writeFileSync(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>');
  rig = await Rig.start({ consoleDir, limits: { requestsPerSecond: 200, requestBurst: 400 } });
  ({ jobId } = await submit({ type: 'later', payload: 1, delayMs: 600_000 }));
});
afterAll(async () => {
  await rig.stop();
  rmSync(consoleDir, { recursive: true });
});

const submit = async (json: object, init: object = {}) =>
  (await (await rig.fetch('/jobs', { json, ...init })).json()) as {
    jobId: string;
    state: string;
    replayed?: true;
  };

/** A request with headers that fetch does not let one set. */
async function raw(path: string, headers: Record<string, string>, method = 'GET') {
  const outgoing = request(rig.address.url + path, { headers, method }).end();
  const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  const chunks = await response.toArray();
  const text = Buffer.concat(chunks).toString();
  return { status: response.statusCode, headers: response.headers, text };
}

describe('where requests come from', () => {
  const authorization = 'Bearer web-token';

  it('refuses foreign Hosts and Origins, but not for health', async () => {
    expect((await raw('/jobs', { host: 'evil.example', authorization })).status).toBe(403);
    expect((await raw('/jobs', { origin: 'https://evil.example', authorization })).status).toBe(403);
    expect((await raw('/jobs', { host: 'queue.example.com', authorization })).status).toBe(200);
    expect((await raw('/health', { host: 'evil.example' })).status).toBe(200);
    expect((await raw('/ready', { host: 'evil.example' })).status).toBe(200);
  });

  it('lets only listed origins read answers', async () => {
    const own = await raw('/jobs', { origin: rig.address.url, authorization });
    expect([own.status, own.headers['access-control-allow-origin']]).toEqual([200, undefined]);
    const listed = await raw('/jobs', { origin: 'https://ops.example.com', authorization });
    expect(listed.headers['access-control-allow-origin']).toBe('https://ops.example.com');
    const preflight = await raw(
      '/jobs',
      { origin: 'https://ops.example.com', 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    expect(preflight.status).toBe(204);
    const refused = await raw(
      '/jobs',
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });

  it('serves the console with a strict policy, and nothing outside it', async () => {
    const page = await rig.fetch('/', { token: '' });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('console')]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect((await raw('/..%2f..%2fetc/passwd', {})).status).toBe(404);
    expect((await rig.fetch('/jobs')).headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('what operators read', () => {
  const token = 'admin-token';

  it('tells its health', async () => {
    expect(await (await rig.fetch('/health', { token: '' })).json()).toMatchObject({
      status: 'ok',
      redis: { status: 'connected', engine: 'redis 7', latencyMs: 1 },
      queues: { [rig.queueName]: { waiting: expect.any(Number) } },
      version: '0.0.0-test',
    });
    rig.health = 'down';
    expect((await rig.fetch('/health', { token: '' })).status).toBe(503);
    expect((await rig.fetch('/ready', { token: '' })).status).toBe(503);
    rig.health = 'connected';
  });

  it("tells the queues' status in the contract's shape", async () => {
    const status = await (await rig.fetch('/queue/status', { token })).json();
    expect(status).toMatchObject({
      total_pending: expect.any(Number),
      processor_stats: {
        processed: expect.any(Number),
        failed: expect.any(Number),
        retried: expect.any(Number),
        ratePerSecond: expect.any(Number),
      },
    });
    expect(Object.keys(status.queues[rig.queueName]).sort()).toEqual([
      'active',
      'byPriority',
      'completed',
      'dead',
      'failed',
      'oldestWaitMs',
      'scheduled',
      'waiting',
    ]);
  });

  it('gives metrics', async () => {
    await rig.fetch(`/jobs/${jobId}`);
    const text = await (await rig.fetch('/metrics', { token })).text();
    expect(text).toContain(`signalbox_queue_jobs{queue="${rig.queueName}",state="waiting"}`);
    expect(text).toMatch(/signalbox_http_request_duration_seconds_count\{.*route="\/jobs\/:id"/);
    for (const name of ['redis_up 1', 'ws_connections', 'jobs_total', 'event_loop_lag_seconds']) {
      expect(text).toContain(`signalbox_${name}`);
    }
  });

  it('pauses and resumes a queue', async () => {
    const paused = await rig.fetch(`/queues/${rig.queueName}/pause`, { token, method: 'POST' });
    expect(await paused.json()).toEqual({ queue: rig.queueName, paused: true });
    expect((await rig.queue().status()).paused).toBe(true);
    await rig.fetch(`/queues/${rig.queueName}/resume`, { token, method: 'POST' });
    expect((await rig.queue().status()).paused).toBe(false);
    expect((await rig.fetch(`/queues/${rig.queueName}/pause`, { method: 'POST' })).status).toBe(403);
  });

  it('lists workers', async () => {
    expect(await (await rig.fetch('/workers', { token })).json()).toEqual({ workers: [] });
  });

  it('describes itself', async () => {
    const api = await (await rig.fetch('/openapi.json', { token: '' })).json();
    expect(api.openapi).toBe('3.1.0');
    expect(
      api.paths['/jobs'].post.requestBody.content['application/json'].schema.properties.type.pattern,
    ).toBeTruthy();
    expect(api.components.schemas.ClientFrame).toBeTruthy();
    const sockets = await (await rig.fetch('/asyncapi.json', { token: '' })).json();
    expect(sockets.channels.client.messages.to_server_submit_job.payload.properties.job).toBeTruthy();
    expect(sockets.operations.workerReceives.messages).toHaveLength(9);
  });
});

describe('starting and stopping', () => {
  it('is safe in any order', async () => {
    const gateway = rig.make();
    await gateway.stop();
    const [first, second] = await Promise.all([gateway.start(), gateway.start()]);
    expect(first).toEqual(second);
    expect((await fetch(`${first.url}/ready`)).status).toBe(200);
    await Promise.all([gateway.stop({ timeoutMs: 0 }), gateway.stop({ timeoutMs: 0 })]);
    const starting = gateway.start();
    await gateway.stop({ timeoutMs: 0 });
    const { port } = await starting;
    const probe = connect(port, '127.0.0.1');
    await expect(once(probe, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('rejects when the port is taken', async () => {
    const gateway = rig.make({ port: rig.address.port });
    await expect(gateway.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('ends open streams with DRAINING after the time allowed', async () => {
    const gateway = rig.make();
    const { url } = await gateway.start();
    const response = await fetch(`${url}/jobs/${jobId}/stream`, {
      headers: { authorization: 'Bearer web-token' },
    });
    await gateway.stop({ timeoutMs: 50 });
    expect(await response.text()).toContain('"code":"DRAINING"');
  });
});
