import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { HandWorker, jwtSecret, Rig } from '../testing/rig.fixture';

let rig: Rig;
let worker: HandWorker;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());
beforeEach(() => {
  worker = new HandWorker(rig.queue());
});
afterEach(() => worker.close());

const later = { type: 'later', payload: 1, delayMs: 600_000 };

describe('slow, idle and dead sockets', () => {
  it('closes a reader that does not read, without hurting another', async () => {
    const gateway = rig.make({ limits: { closeGraceMs: 100 } });
    const { url } = await gateway.start();
    const [slow, quick] = [await rig.open('web-token', url), await rig.open('web-token', url)];
    slow.send({ type: 'submit_job', ref: 1, job: { type: 'stream', payload: 1 } });
    const { jobId } = await slow.next('job_accepted');
    quick.send({ type: 'watch_job', ref: 2, jobId });
    await quick.next('ok');
    (slow.ws as unknown as { _socket: { pause(): void } })._socket.pause();
    const job = await worker.take();
    const data = randomBytes(200_000).toString('hex');
    for (let seq = 1; seq <= 60; seq += 1) await worker.chunk(job, seq, data);
    await worker.complete(job, 'end');
    expect(await quick.next('job_result')).toMatchObject({ result: 'end' });
    expect(quick.all.filter((frame) => frame.type === 'job_chunk')).toHaveLength(60);
    while (gateway.connections().sockets > 1) await new Promise((resolve) => setImmediate(resolve));
    await gateway.stop({ timeoutMs: 0 });
  });

  it('closes idle sockets with 1000, but not while a job is unfinished', async () => {
    const gateway = rig.make({ limits: { idleMs: 150 } });
    const { url } = await gateway.start();
    const [idle, watching] = [await rig.open('web-token', url), await rig.open('web-token', url)];
    watching.send({ type: 'submit_job', ref: 1, job: later });
    const { jobId } = await watching.next('job_accepted');
    expect(await idle.closed).toEqual({ code: 1000, reason: 'idle' });
    expect(watching.ws.readyState).toBe(WebSocket.OPEN);
    const began = performance.now();
    watching.send({ type: 'cancel_job', jobId });
    expect(await watching.closed).toEqual({ code: 1000, reason: 'idle' });
    expect(performance.now() - began).toBeGreaterThan(140);
    await gateway.stop({ timeoutMs: 0 });
  });

  it('cuts a socket that answers no ping', async () => {
    const gateway = rig.make({ limits: { pingMs: 80 } });
    const { url } = await gateway.start();
    const dead = await rig.open('web-token', url, { autoPong: false });
    const alive = await rig.open('web-token', url);
    expect(await dead.closed).toMatchObject({ code: 1006 });
    expect(alive.ws.readyState).toBe(WebSocket.OPEN);
    await gateway.stop({ timeoutMs: 0 });
  });

  it('costs Redis nothing while sockets are idle or watch what does not move', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => rig.open()));
    for (const socket of sockets) {
      socket.send({ type: 'submit_job', ref: 1, job: later });
      await socket.next('job_accepted');
    }
    const count = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await rig.queue().commands.info('stats'))?.[1]);
    const before = await count();
    await new Promise((resolve) => setTimeout(resolve, 500));
    // The reading itself is one; the engine's own upkeep may be a few.
    expect((await count()) - before).toBeLessThan(5);
  });

  it('closes with 1008 when its signed token runs out', async () => {
    const gateway = rig.make({ limits: { pingMs: 100 } });
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('alice')
      .setExpirationTime(new Date(Date.now() + 1500))
      .sign(new TextEncoder().encode(jwtSecret));
    const socket = await rig.open(token, (await gateway.start()).url);
    expect(await socket.closed).toMatchObject({ code: 1008, reason: 'the token ran out' });
    await gateway.stop({ timeoutMs: 0 });
  });
});

describe('the drain', () => {
  it('lets jobs finish, refuses new ones, and closes with 1001; what is left with 1012', async () => {
    const gateway = rig.make();
    const { url } = await gateway.start();
    const [idle, busy, stuck] = [
      await rig.open('web-token', url),
      await rig.open('web-token', url),
      await rig.open('web-token', url),
    ];
    busy.send({ type: 'submit_job', ref: 1, job: { type: 'x', payload: 1 } });
    await busy.next('job_accepted');
    stuck.send({ type: 'submit_job', ref: 1, job: later });
    await stuck.next('job_accepted');
    const job = await worker.take();
    const stopping = gateway.stop({ timeoutMs: 400 });
    expect(await idle.next('draining')).toMatchObject({ reconnectAfterMs: expect.any(Number) });
    expect(await idle.closed).toMatchObject({ code: 1001 });
    busy.send({ type: 'submit_job', ref: 2, job: later });
    expect(await busy.next('job_rejected')).toMatchObject({ ref: 2, code: 'DRAINING' });
    await worker.complete(job, 'in time');
    expect(await busy.next('job_result')).toMatchObject({ result: 'in time' });
    expect(await busy.closed).toMatchObject({ code: 1001 });
    expect(await stuck.closed).toMatchObject({ code: 1012 });
    await stopping;
  });
});
