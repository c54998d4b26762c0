import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { untilAfter } from '../../../e2e/support/command-feed';
import type { Operation } from '../../../src-core/protocol/operations';
import { type Frames, HandWorker, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;
/** Told of operations as they go on. */
let monitor: Frames;
const token = 'admin-token';

beforeAll(async () => {
  rig = await Rig.start();
  monitor = await rig.watch(['dlq']);
  worker = new HandWorker(rig.queue());
});
afterAll(async () => {
  await worker.close();
  await rig.stop();
});
beforeEach(async () => {
  for (const state of ['dead', 'waiting', 'completed'] as const) await rig.queue().purge(state);
});

async function ask(path: string, init: RequestInit & { json?: unknown; token?: string } = {}) {
  const response = await rig.fetch(path, { token, ...init });
  return { status: response.status, body: await response.json() };
}

/** Jobs that died, each with its number as payload; `codes` take turns. */
async function die(count: number, codes = ['BOOM']): Promise<string[]> {
  const jobs = Array.from({ length: count }, (_, n) => ({ type: 'x', payload: { n }, clientId: 'web' }));
  const ids = (await rig.queue().addMany(jobs)).map(({ id }) => id);
  for (let n = 0; n < count; n++)
    await worker.fail(await worker.take(), codes[n % codes.length] as string, `it broke at ${n}`);
  return ids;
}

/** The operation once it is over. */
async function over({ id }: Operation): Promise<Operation> {
  for (;;) {
    const { body } = await ask(`/operations/${id}`);
    if (body.state !== 'running') return body;
    await monitor.next('event');
  }
}

describe('dead letters over HTTP', () => {
  it('are told in groups and listed', async () => {
    const ids = await die(5, ['BOOM', 'CRASH']);
    const { body } = await ask('/dlq/groups');
    expect(body.total).toBe(2);
    expect(body.groups.map((group: { code: string; count: number }) => [group.code, group.count])).toEqual([
      ['BOOM', 3],
      ['CRASH', 2],
    ]);
    expect(body.groups[0]).toMatchObject({ queue: rig.queueName, message: 'it broke at 0', types: { x: 3 } });
    expect((await ask(`/dlq/groups?queue=${rig.queueName}`)).body).toEqual(body);
    const page = (await ask('/dlq?limit=2')).body;
    const rest = (await ask(`/dlq?limit=10&cursor=${page.cursor}`)).body;
    expect([...page.jobs, ...rest.jobs].map(({ id }) => id)).toEqual(ids.reverse());
    expect(page.jobs[0].finishedAt).toMatch(/Z$/);
    const crash = (await ask(`/dlq?group=${body.groups[1].fingerprint}`)).body;
    expect(crash.jobs.map((job: { payload: unknown }) => job.payload)).toEqual([{ n: 3 }, { n: 1 }]);
  });

  it('are sent again by group, told as an operation', async () => {
    await die(7, ['BOOM', 'CRASH']);
    const [boom] = (await ask('/dlq/groups')).body.groups.filter(
      (group: { code: string }) => group.code === 'BOOM',
    );
    const began = await ask('/dlq/requeue', { json: { group: boom.fingerprint } });
    expect(began).toMatchObject({ status: 202, body: { kind: 'requeue', what: 'group BOOM', total: 4 } });
    expect(await over(began.body)).toMatchObject({ state: 'done', done: 4, skipped: 0, error: null });
    expect(await rig.queue().counts()).toMatchObject({ waiting: 4, dead: 3 });
    const { operations } = (await ask('/operations')).body;
    expect(operations[0].id).toBe(began.body.id);
  });

  it('are sent again at a rate, until it is stopped', async () => {
    const ids = await die(30);
    const began = (await ask('/dlq/requeue', { json: { all: true, rate: 2 } })).body;
    expect(began).toMatchObject({ total: 30, rate: 2, what: 'all dead letters' });
    const { body: stopped } = await ask(`/operations/${began.id}/stop`, { method: 'POST' });
    expect(stopped).toMatchObject({ state: 'stopped' });
    expect(stopped.done).toBeLessThan(10);
    expect(await rig.queue().counts()).toMatchObject({ waiting: stopped.done, dead: 30 - stopped.done });
    const rest = (await ask('/dlq/requeue', { json: { ids: [...ids, 'nosuch'] } })).body;
    expect(await over(rest)).toMatchObject({
      state: 'done',
      done: 30 - stopped.done,
      skipped: stopped.done + 1,
    });
  });

  it('are put away and brought back', async () => {
    await die(3);
    const discard = (await ask('/dlq/discard', { json: { all: true } })).body;
    expect(await over(discard)).toMatchObject({ state: 'done', done: 3 });
    expect(discard.undoUntil).toBeGreaterThan(Date.now() + 590_000);
    expect((await ask('/dlq')).body.jobs).toEqual([]);
    const restore = await ask('/dlq/restore', { json: { operationId: discard.id } });
    expect(restore).toMatchObject({ status: 202, body: { kind: 'restore', total: 3 } });
    expect(await over(restore.body)).toMatchObject({ state: 'done', done: 3 });
    expect((await ask('/dlq')).body.jobs).toHaveLength(3);
    const twice = await ask('/dlq/restore', { json: { operationId: discard.id } });
    expect(twice).toMatchObject({ status: 409, body: { error: { code: 'INVALID_STATE' } } });
    expect((await ask('/dlq/restore', { json: { operationId: restore.body.id } })).status).toBe(409);
    expect((await ask('/dlq/restore', { json: { operationId: 'nosuch' } })).status).toBe(404);
  });

  it('get another payload', async () => {
    const [id] = await die(1);
    const edited = await ask(`/jobs/${id}/payload`, { method: 'PUT', json: { payload: [1, null] } });
    expect(edited).toMatchObject({ status: 200, body: { id, state: 'dead', payload: [1, null] } });
    await rig.queue().retry(id as string);
    const late = await ask(`/jobs/${id}/payload`, { method: 'PUT', json: { payload: 2 } });
    expect(late).toMatchObject({ status: 409, body: { error: { code: 'INVALID_STATE' } } });
  });

  it('travel in a file and come back', async () => {
    const ids = await die(250, ['BOOM', 'CRASH']);
    const before = await Promise.all(ids.map((id) => rig.queue().get(id)));
    const response = await rig.fetch('/dlq/export', { token });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toContain(`dead-letters-${rig.queueName}.ndjson`);
    const file = await response.text();
    expect(file.trim().split('\n')).toHaveLength(250);
    await rig.queue().purge('dead');
    const headers = { 'content-type': 'application/x-ndjson' };
    const upload = () =>
      ask(`/dlq/import?queue=${rig.queueName}`, { method: 'POST', body: `${file}nonsense\n`, headers });
    expect((await upload()).body).toMatchObject({ imported: 250, duplicates: 0, refused: [{ line: 251 }] });
    expect((await upload()).body).toMatchObject({ imported: 0, duplicates: 250 });
    expect(await Promise.all(ids.map((id) => rig.queue().get(id)))).toEqual(before);
    expect(await (await rig.fetch('/dlq/export', { token })).text()).toBe(file);
  });

  it('are taken in as they come, and an upload that breaks off leaves what it brought', async () => {
    await die(150);
    const file = await (await rig.fetch('/dlq/export', { token })).text();
    await rig.queue().purge('dead');
    const upload = request(`${rig.address.url}/dlq/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    upload.on('error', () => undefined);
    upload.write(file);
    const { dead } = rig.queue().connection.keys;
    const buried = ([name, key]: string[]) => name === 'ZADD' && key === dead;
    await untilAfter(rig.redis.port, buried, async () => (await rig.queue().counts()).dead === 100);
    const closed = new Promise((resolve) => upload.once('close', resolve));
    upload.destroy();
    await closed;
    expect((await rig.queue().counts()).dead).toBe(100);
  });
});

describe('many jobs at once', () => {
  it('are cancelled and retried wherever they are', async () => {
    const other = rig.queue(`${rig.queueName}-other`);
    const dead = await die(1);
    const there = await other.addMany([{ type: 'x' }, { type: 'x' }]);
    const here = await rig.queue().addMany([{ type: 'x' }]);
    const ids = [...there, ...here].map(({ id }) => id);
    const cancel = (await ask('/jobs/cancel', { json: { ids: [...ids, ...dead, 'nosuch'] } })).body;
    expect(await over(cancel)).toMatchObject({
      kind: 'cancel',
      state: 'done',
      total: 5,
      done: 3,
      skipped: 2,
    });
    const [first] = await die(1);
    const retry = (await ask('/jobs/retry', { json: { ids: [first, ...ids], queue: rig.queueName } })).body;
    expect(await over(retry)).toMatchObject({ kind: 'retry', done: 1, skipped: 3 });
    expect((await rig.queue().get(first as string))?.state).toBe('waiting');
  });
});

describe('what is asked wrongly', () => {
  it('is refused with what was wrong', async () => {
    for (const json of [
      {},
      { ids: ['a'], all: true },
      { group: 'x', rate: 1 },
      { ids: [] },
      { all: false },
    ]) {
      const { status, body } = await ask('/dlq/discard', { json });
      expect([status, body.error.code]).toEqual([400, 'INVALID_MESSAGE']);
    }
    expect((await ask('/dlq/discard', { json: {} })).body.error.message).toContain(
      'exactly one of ids, group',
    );
    expect((await ask('/dlq/requeue', { json: { all: true, rate: 0 } })).status).toBe(400);
    expect((await ask('/dlq/requeue', { json: { group: 'nosuch' } })).status).toBe(404);
    expect((await ask('/dlq/requeue', { json: { all: true, queue: 'nosuch' } })).status).toBe(404);
    expect((await ask('/dlq?queue=nosuch')).status).toBe(404);
    expect((await ask('/dlq/export?group=nosuch')).status).toBe(404);
    expect((await ask('/operations/nosuch')).status).toBe(404);
    expect((await ask('/operations/nosuch/stop', { method: 'POST' })).status).toBe(404);
    const json = await ask('/dlq/import', { json: { id: 1 } });
    expect([json.status, json.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect((await ask('/dlq/import', { method: 'POST' })).status).toBe(415);
  });

  it.each([
    ['GET', '/dlq/groups'],
    ['GET', '/dlq'],
    ['POST', '/dlq/requeue'],
    ['POST', '/dlq/discard'],
    ['POST', '/dlq/restore'],
    ['GET', '/dlq/export'],
    ['POST', '/dlq/import'],
    ['GET', '/operations'],
    ['GET', '/operations/a'],
    ['POST', '/operations/a/stop'],
    ['POST', '/jobs/cancel'],
    ['POST', '/jobs/retry'],
    ['GET', '/jobs/search'],
    ['GET', '/jobs/a/facts'],
    ['PUT', '/jobs/a/payload'],
  ])('%s %s is for admins only', async (method, path) => {
    for (const [name, status] of [
      ['web-token', 403],
      ['gpu-token', 403],
      ['', 401],
    ] as const)
      expect((await rig.fetch(path, { method, token: name })).status).toBe(status);
  });
});
