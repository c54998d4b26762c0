import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandWorker, jwtSecret, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
  worker = new HandWorker(rig.queue());
});
afterAll(async () => {
  await worker.close();
  await rig.stop();
});

const submit = async (json: object, init: object = {}) =>
  (await (await rig.fetch('/jobs', { json, ...init })).json()) as {
    jobId: string;
    state: string;
    replayed?: true;
  };

describe('jobs over HTTP', () => {
  it('submits, shows, lists and traces a job', async () => {
    const response = await rig.fetch('/jobs', {
      json: { type: 'echo', payload: { hello: 'world' }, labels: { a: 1 } },
    });
    expect(response.status).toBe(202);
    const { jobId, state } = (await response.json()) as { jobId: string; state: string };
    expect(state).toBe('waiting');
    const job = await (await rig.fetch(`/jobs/${jobId}`)).json();
    expect(job).toMatchObject({
      id: jobId,
      type: 'echo',
      state: 'waiting',
      payload: { hello: 'world' },
      clientId: 'web',
    });
    expect(job.createdAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
    const claimed = await worker.take();
    await worker.complete(claimed, { ok: true });
    const listing = await (await rig.fetch('/jobs?state=completed&type=echo')).json();
    expect(listing.jobs.map((each: { id: string }) => each.id)).toContain(jobId);
    const trace = await (await rig.fetch(`/jobs/${jobId}/trace`)).json();
    expect(trace.events.map((event: { kind: string }) => event.kind)).toEqual(
      expect.arrayContaining(['created', 'claimed', 'completed']),
    );
  });

  it('answers the same body with the same key once, another body 409', async () => {
    const headers = { 'idempotency-key': 'order-7' };
    const first = await submit({ type: 'later', payload: { a: 1, b: 2 }, delayMs: 60_000 }, { headers });
    const again = await submit({ delayMs: 60_000, type: 'later', payload: { b: 2, a: 1 } }, { headers });
    expect(again).toMatchObject({ jobId: first.jobId, replayed: true });
    const clash = await rig.fetch('/jobs', { json: { type: 'later', payload: {} }, headers });
    expect(clash.status).toBe(409);
    expect(await clash.json()).toMatchObject({ error: { code: 'DUPLICATE_JOB' } });
    const others = await submit(
      { type: 'later', payload: {}, delayMs: 60_000 },
      { headers, token: 'other-token' },
    );
    expect(others.jobId).not.toBe(first.jobId);
  });

  it('cancels and retries', async () => {
    const { jobId } = await submit({ type: 'later', payload: null, delayMs: 60_000 });
    const cancelled = await rig.fetch(`/jobs/${jobId}/cancel`, { method: 'POST' });
    expect(await cancelled.json()).toEqual({ jobId, state: 'cancelled', wasRunning: false });
    const again = await rig.fetch(`/jobs/${jobId}/cancel`, { json: { cause: 'twice' } });
    expect([again.status, (await again.json()).error.code]).toEqual([409, 'INVALID_STATE']);

    const dead = await submit({ type: 'x', payload: null });
    await worker.fail(await worker.take(), 'BOOM', 'it broke');
    expect(await (await rig.fetch(`/jobs/${dead.jobId}`)).json()).toMatchObject({
      state: 'dead',
      error: { code: 'BOOM' },
    });
    const retried = await rig.fetch(`/jobs/${dead.jobId}/retry`, { method: 'POST' });
    expect(await retried.json()).toEqual({ jobId: dead.jobId, state: 'waiting' });
    await worker.complete(await worker.take(), 1);
  });

  it('takes ids of every allowed form, scoped by owner, in any queue', async () => {
    const id = 'a/b:c@d+e=f.g_h-1';
    const { jobId } = await submit({
      type: 'later',
      payload: 1,
      id,
      delayMs: 60_000,
      queue: `${rig.queueName}-2`,
    });
    expect(jobId).toBe(`web~${id}`);
    const found = await rig.fetch(`/jobs/${encodeURIComponent(jobId)}`);
    expect(await found.json()).toMatchObject({ id: jobId, queue: `${rig.queueName}-2` });
  });

  it('keeps every client to its own jobs', async () => {
    const { jobId } = await submit({ type: 'later', payload: 1, delayMs: 60_000 });
    for (const path of [`/jobs/${jobId}`, `/jobs/${jobId}/trace`, `/jobs/${jobId}/stream`]) {
      const response = await rig.fetch(path, { token: 'other-token' });
      expect([response.status, (await response.json()).error.code]).toEqual([404, 'JOB_NOT_FOUND']);
    }
    for (const path of [`/jobs/${jobId}/cancel`, `/jobs/${jobId}/retry`]) {
      const response = await rig.fetch(path, { token: 'other-token', method: 'POST' });
      expect([response.status, (await response.json()).error.code]).toEqual([404, 'JOB_NOT_FOUND']);
    }
    for (const query of ['', '?client=web']) {
      const listing = await (await rig.fetch(`/jobs${query}`, { token: 'other-token' })).json();
      expect(JSON.stringify(listing)).not.toContain(jobId);
    }
    expect((await rig.fetch(`/jobs/${jobId}`, { token: 'admin-token' })).status).toBe(200);
    const mine = await (await rig.fetch('/jobs?client=web', { token: 'admin-token' })).json();
    expect(JSON.stringify(mine)).toContain(jobId);
  });

  it('limits a token to its job types', async () => {
    const response = await rig.fetch('/jobs', {
      json: { type: 'llm.chat', payload: 1 },
      token: 'narrow-token',
    });
    expect([response.status, (await response.json()).error.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('takes signed tokens for the client they name', async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('alice')
      .sign(new TextEncoder().encode(jwtSecret));
    const { jobId } = await submit({ type: 'later', payload: 1, delayMs: 60_000 }, { token });
    expect(await (await rig.fetch(`/jobs/${jobId}`, { token })).json()).toMatchObject({ clientId: 'alice' });
  });
});
