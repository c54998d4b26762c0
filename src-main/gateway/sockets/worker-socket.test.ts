import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { queueKeys } from '../../../src-core/queue/keys';
import { GpuMachine } from '../testing/gpu-machine.fixture';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

const gpus = [
  { id: 'gpu0', model: 'A100', memoryMb: 40_000 },
  { id: 'gpu1', model: 'T4', memoryMb: 16_000 },
];

describe('a machine', () => {
  it('is welcomed, registered, given a job, and its answer is accepted', async () => {
    const machine = await GpuMachine.open(rig, 'm1');
    expect(await machine.next()).toMatchObject({
      type: 'welcome',
      workerId: 'gpu',
      heartbeatMs: 10_000,
      limits: { ackMs: 2000 },
    });
    machine.send('register_worker', { ref: 'r', machineId: 'm1', gpus, jobTypes: ['first'] });
    expect(await machine.next()).toEqual({
      type: 'worker_registered',
      ref: 'r',
      workers: ['m1:gpu0', 'm1:gpu1'],
      leaseMs: 30_000,
      heartbeatMs: 10_000,
    });
    const { id } = await rig.queue().add('first', { n: 1 }, { labels: { a: 1 }, timeoutMs: 5000 });
    const assigned = await machine.take();
    expect(assigned).toEqual({
      type: 'job_assigned',
      job: { id, type: 'first', payload: { n: 1 }, attempt: 1, timeoutMs: 5000, labels: { a: 1 } },
      workerId: 'm1:gpu0',
      fence: expect.any(Number),
      deadline: expect.any(Number),
    });
    machine.about(assigned, 'job_complete', { ref: 7, result: { done: true } });
    expect(await machine.next('accepted')).toEqual({
      type: 'accepted',
      ref: 7,
      jobId: id,
      fence: assigned.fence,
    });
    expect(await rig.queue().result(id)).toEqual({ done: true });
    const [attempt] = (await rig.queue().get(id))?.history ?? [];
    expect(attempt).toMatchObject({ worker: 'm1:gpu0', outcome: 'completed' });
  });
});

describe('registration', () => {
  it('comes first', async () => {
    const machine = await GpuMachine.open(rig, 'early');
    machine.send('heartbeat', { ref: 1, workers: [], jobs: [] });
    expect(await machine.next('error')).toMatchObject({
      ref: 1,
      code: 'INVALID_MESSAGE',
      message: 'Send register_worker before heartbeat',
    });
    machine.send('job_complete', { jobId: 'x', fence: 1, result: 1 });
    expect(await machine.next('error')).toMatchObject({ jobId: 'x', code: 'INVALID_MESSAGE' });
  });

  it('lets what is sent with it wait for it', async () => {
    const machine = await GpuMachine.open(rig, 'hasty');
    machine.send('register_worker', { machineId: 'hasty', jobTypes: ['none'] });
    machine.send('heartbeat', { ref: 1, workers: [], jobs: [] });
    expect(await machine.next('ok', 'error')).toEqual({ type: 'ok', ref: 1 });
    expect(machine.frames.types()).toEqual(['welcome', 'worker_registered', 'ok']);
  });

  it('refuses job types the token may not run, and names them', async () => {
    const machine = await GpuMachine.open(rig, 'narrow', { token: 'narrow-gpu-token' });
    machine.send('register_worker', { ref: 1, machineId: 'narrow', jobTypes: ['echo', 'train', 'render'] });
    expect(await machine.next('error')).toEqual({
      type: 'error',
      ref: 1,
      code: 'FORBIDDEN',
      message: 'This token may not run train, render; accepted: echo',
    });
    machine.send('register_worker', { ref: 2, machineId: 'narrow', jobTypes: ['echo'] });
    expect((await machine.next('worker_registered')).ref).toBe(2);
  });

  it('is refused for a machine that another token has connected, on every queue', async () => {
    await GpuMachine.register(rig, 'taken');
    const thief = await GpuMachine.open(rig, 'taken', { token: 'other-gpu-token' });
    for (const queue of [rig.queueName, `${rig.queueName}-2`]) {
      thief.send('register_worker', { machineId: 'taken', jobTypes: ['echo'], queue });
      expect(await thief.next('error')).toMatchObject({
        code: 'FORBIDDEN',
        message: 'The machine taken is connected with another token',
      });
    }
  });

  it('closes the socket the machine had before, which is heard no more', async () => {
    const old = await GpuMachine.register(rig, 'again', { jobTypes: ['again'] });
    const { id } = await rig.queue().add('again', 1);
    const assigned = await old.take();
    await old.heartbeat(assigned);
    const machine = await GpuMachine.register(rig, 'again', { jobTypes: ['again'] });
    old.about(assigned, 'job_complete', { ref: 'late', result: 'from the old socket' });
    expect(await old.frames.closed).toEqual({ code: 1000, reason: 'replaced' });
    expect((await machine.complete(assigned, 'from the new one')).type).toBe('accepted');
    expect(await rig.queue().result(id)).toBe('from the new one');
  });

  it('may be sent again with other types and GPUs', async () => {
    const machine = await GpuMachine.register(rig, 'changing', { gpus, jobTypes: ['before'] });
    const { id } = await rig.queue().add('before', 1);
    const held = await machine.take();
    expect(held.workerId).toBe('changing:gpu0');
    machine.send('register_worker', { machineId: 'changing', gpus: [gpus[0]], jobTypes: ['after'] });
    expect((await machine.next('worker_registered')).workers).toEqual(['changing:gpu0']);
    await rig.queue().add('after', 2);
    await rig.queue().add('before', 3);
    // The one slot it has now is taken by the job of before.
    await machine.heartbeat(held);
    expect(machine.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(1);
    expect((await machine.complete(held)).jobId).toBe(id);
    expect((await machine.take()).job).toMatchObject({ type: 'after', payload: 2 });
    expect(await rig.queue().counts()).toMatchObject({ waiting: 1, active: 1 });
    await rig.queue().purge('waiting');
  });
});

describe('the upgrade', () => {
  it.each([
    ['client', 'web-token', 403],
    ['admin', 'admin-token', 403],
    ['unknown', 'nope', 401],
  ])('refuses a token of a %s', async (_role, token, status) => {
    const response = await new Promise<number | undefined>((resolve) => {
      const ws = new WebSocket(`${rig.address.url.replace('http', 'ws')}/ws/worker`, ['signalbox.v1'], {
        headers: { authorization: `Bearer ${token}` },
      });
      ws.on('error', () => undefined);
      ws.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
    });
    expect(response).toBe(status);
  });

  it('counts machines of one token by a cap of their own', async () => {
    const gateway = rig.make({ limits: { connectionsPerClient: 1, connectionsPerWorkerToken: 3 } });
    const { url } = await gateway.start();
    const machines = [];
    for (const n of [1, 2, 3]) machines.push(await GpuMachine.register(rig, `many-${n}`, {}, { url }));
    const fourth = await GpuMachine.open(rig, 'many-4', { url });
    expect((await fourth.frames.closed).code).toBe(1013);
    await gateway.stop({ timeoutMs: 0 });
  });
});

describe('drain', () => {
  it('gives no more jobs, says so in the presence, and lets what runs end', async () => {
    const machine = await GpuMachine.register(rig, 'tired', { jobTypes: ['drained'], slotsPerGpu: 2 });
    await rig.queue().add('drained', 1);
    const held = await machine.take();
    machine.send('drain', { ref: 'd' });
    await machine.next('ok');
    await rig.queue().add('drained', 2);
    const other = await GpuMachine.register(rig, 'fresh', { jobTypes: ['drained'] });
    expect((await other.take()).job.payload).toBe(2);
    await expect.poll(async () => (await rig.monitor.worker('tired:cpu'))?.state).toBe('draining');
    expect((await machine.complete(held)).type).toBe('accepted');
    expect(machine.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(1);
  });
});

describe('presence', () => {
  it('shows each GPU, what its heartbeats tell, and how its machine went', async () => {
    const machine = await GpuMachine.register(rig, 'seen', {
      gpus,
      labels: { zone: 'eu', gpuModel: 'H100' },
    });
    await expect
      .poll(() => rig.monitor.worker('seen:gpu1'))
      .toMatchObject({
        state: 'running',
        via: 'socket',
        machine: 'seen',
        gpu: { model: 'T4', memoryMb: 16_000 },
        labels: { zone: 'eu', machine: 'seen', gpu: 'gpu1', gpuModel: 'T4', gpuMemoryMb: 16_000 },
      });
    const response = await rig.fetch('/workers/seen:gpu0', { token: 'admin-token' });
    expect(await response.json()).toMatchObject({ via: 'socket', gpu: { model: 'A100' }, concurrency: 1 });
    machine.frames.ws.terminate();
    await expect.poll(async () => (await rig.monitor.worker('seen:gpu1'))?.state).toBe('lost');
    const back = await GpuMachine.register(rig, 'seen', { gpus });
    await expect.poll(async () => (await rig.monitor.worker('seen:gpu1'))?.state).toBe('running');
    back.frames.ws.close(1000);
    await expect.poll(() => rig.monitor.worker('seen:gpu1')).toBeNull();
    expect(await rig.queue().commands.hkeys(queueKeys(rig.queueName).routes)).not.toContain('seen:gpu1');
  });
});
