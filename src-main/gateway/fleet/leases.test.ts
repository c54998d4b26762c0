import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Maintainer } from '../../../src-core/queue/maintainer';
import type { Gateway } from '../gateway';
import { GpuMachine } from '../testing/gpu-machine.fixture';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
let maintainer: Maintainer;
let gateway: Gateway;
/** A gateway whose leases are short. */
let url: string;
const leaseMs = 400;

beforeAll(async () => {
  rig = await Rig.start({ limits: { ackMs: 400 } });
  maintainer = new Maintainer(rig.queue().connection);
  maintainer.start();
  gateway = rig.make({ leaseMs });
  url = (await gateway.start()).url;
});
afterAll(async () => {
  await maintainer.stop();
  await rig.stop();
});

describe('acknowledgement', () => {
  it('left out, gives the job to another at no cost of an attempt', async () => {
    const deaf = await GpuMachine.register(rig, 'deaf', { jobTypes: ['ack'] });
    const { id } = await rig.queue().add('ack', 1, { attempts: 1 });
    const first = await deaf.assigned();
    const other = await GpuMachine.register(rig, 'attentive', { jobTypes: ['ack'] });
    const second = await other.take();
    expect(second).toMatchObject({ job: { id, attempt: 2 } });
    expect(second.fence).toBeGreaterThan(first.fence);
    deaf.about(first, 'assignment_ack', { ref: 1 });
    expect(await deaf.next('lease_lost')).toEqual({ type: 'lease_lost', jobId: id, fence: first.fence });
    expect(await deaf.next()).toEqual({
      type: 'rejected',
      ref: 1,
      jobId: id,
      fence: first.fence,
      code: 'LEASE_LOST',
    });
    expect((await other.complete(second, 'done')).type).toBe('accepted');
    expect(await rig.queue().result(id)).toBe('done');
  });

  it('missed, keeps a machine from jobs until it sends something', async () => {
    const asleep = await GpuMachine.register(rig, 'asleep', { jobTypes: ['sleepy'], slotsPerGpu: 2 });
    const { id } = await rig.queue().add('sleepy', 1);
    await asleep.assigned();
    await expect.poll(async () => (await rig.queue().get(id))?.state).toBe('waiting');
    await rig.queue().add('sleepy', 2);
    const other = await GpuMachine.register(rig, 'awake', { jobTypes: ['sleepy'] });
    expect((await other.take()).job.id).toBe(id);
    expect(asleep.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(1);
    await asleep.heartbeat();
    expect((await asleep.take()).job.payload).toBe(2);
  });
});

describe('a lease', () => {
  it('holds as long as heartbeats name the job, and no longer', async () => {
    const machine = await GpuMachine.register(rig, 'beating', { jobTypes: ['lease'] }, { url });
    const { id } = await rig.queue().add('lease', 1, { attempts: 2, backoff: { kind: 'fixed', baseMs: 0 } });
    const assigned = await machine.take();
    const until = performance.now() + 3 * leaseMs;
    while (performance.now() < until) {
      await machine.heartbeat(assigned);
      await new Promise((resolve) => setTimeout(resolve, leaseMs / 4));
    }
    expect(machine.told(id)).toEqual(['job_assigned']);
    // From here on it names nothing.
    expect(await machine.next('lease_lost')).toEqual({
      type: 'lease_lost',
      jobId: id,
      fence: assigned.fence,
    });
    const again = await machine.take();
    expect(again).toMatchObject({ job: { id, attempt: 2 } });
    expect((await machine.complete(again, 'second')).type).toBe('accepted');
    expect((await machine.complete(assigned, 'first')).type).toBe('rejected');
    expect(await rig.queue().result(id)).toBe('second');
  });

  it('is told of as lost once, and every request is answered', async () => {
    const machine = await GpuMachine.register(rig, 'stubborn', { jobTypes: ['stubborn'] });
    const { id } = await rig.queue().add('stubborn', 1);
    const assigned = await machine.take();
    for (const fence of [assigned.fence + 1, assigned.fence - 1]) {
      machine.send('job_complete', { ref: fence, jobId: id, fence, result: 'wrong' });
      expect(await machine.next('rejected', 'accepted')).toEqual({
        type: 'rejected',
        ref: fence,
        jobId: id,
        fence,
        code: 'LEASE_LOST',
      });
    }
    expect((await machine.complete(assigned, 'right')).type).toBe('accepted');
    for (const type of ['job_complete', 'job_fail', 'release_job']) {
      const more = type === 'job_fail' ? { error: { code: 'X', message: 'x' } } : {};
      machine.about(assigned, type, { ref: type, ...(type === 'job_complete' ? { result: 2 } : more) });
      expect(await machine.next('rejected', 'accepted')).toMatchObject({ type: 'rejected', ref: type });
    }
    machine.about(assigned, 'job_chunk', { seq: 1, data: 1 });
    machine.about(assigned, 'job_progress', { percent: 1 });
    await machine.heartbeat(assigned);
    const lost = machine.frames.all.filter((frame) => frame.type === 'lease_lost');
    expect(lost.map(({ fence }) => fence)).toEqual([assigned.fence + 1, assigned.fence - 1, assigned.fence]);
    expect(await rig.queue().result(id)).toBe('right');
    expect((await rig.queue().get(id))?.state).toBe('completed');
  });

  it('refuses a job that never was', async () => {
    const machine = await GpuMachine.register(rig, 'dreamer');
    machine.send('job_complete', { ref: 1, jobId: 'no-such-job', fence: 5, result: 1 });
    expect(await machine.next('lease_lost')).toMatchObject({ jobId: 'no-such-job', fence: 5 });
    expect(await machine.next('rejected')).toMatchObject({ ref: 1, code: 'LEASE_LOST' });
  });

  it('is of its machine alone: another cannot end its job', async () => {
    const owner = await GpuMachine.register(rig, 'owner', { jobTypes: ['owned'] });
    const { id } = await rig.queue().add('owned', 1);
    const assigned = await owner.take();
    const here = await GpuMachine.register(rig, 'thief-here', { jobTypes: ['other'] });
    const elsewhere = await GpuMachine.register(rig, 'thief-there', { jobTypes: ['other'] }, { url });
    for (const thief of [here, elsewhere]) {
      expect((await thief.complete(assigned, 'stolen')).type).toBe('rejected');
      await thief.heartbeat(assigned);
    }
    expect((await owner.complete(assigned, 'mine')).type).toBe('accepted');
    expect(await rig.queue().result(id)).toBe('mine');
  });

  it('ends with the time limit of the job', async () => {
    const machine = await GpuMachine.register(rig, 'slow', { jobTypes: ['slow'] });
    const { id } = await rig.queue().add('slow', 1, { timeoutMs: 100, attempts: 1 });
    const assigned = await machine.take();
    expect(await machine.next('job_cancelled')).toEqual({
      type: 'job_cancelled',
      jobId: id,
      fence: assigned.fence,
    });
    expect((await machine.complete(assigned, 'late')).type).toBe('rejected');
    expect(await rig.queue().get(id)).toMatchObject({
      state: 'dead',
      error: { code: 'JOB_TIMEOUT', message: 'The job ran longer than its timeout of 100 ms' },
      history: [{ outcome: 'timeout', worker: 'slow:cpu' }],
    });
  });
});

describe('a machine that comes back', () => {
  it.each(['the same gateway', 'another gateway'])('to %s keeps its job', async (where) => {
    const type = where === 'the same gateway' ? 'back-same' : 'back-other';
    const first = await GpuMachine.register(rig, type, { jobTypes: [type] });
    const watcher = await rig.open('admin-token');
    watcher.send({ type: 'submit_job', job: { type, payload: 1 } });
    const assigned = await first.take();
    first.about(assigned, 'job_chunk', { ref: 'c', seq: 1, data: 'one' });
    await first.next('ok');
    first.frames.ws.terminate();
    await rig.queue().add(type, 2);
    const at = where === 'the same gateway' ? {} : { url };
    const jobs = [{ jobId: assigned.job.id, fence: assigned.fence }];
    const back = await GpuMachine.register(rig, type, { jobTypes: [type], jobs }, at);
    // What it has may have been lost on the way: it is sent again.
    back.about(assigned, 'job_chunk', { seq: 1, data: 'one' });
    back.about(assigned, 'job_chunk', { seq: 2, data: 'two' });
    await back.heartbeat(assigned);
    expect(back.frames.types()).not.toContain('job_assigned');
    expect((await back.complete(assigned, 'kept')).type).toBe('accepted');
    expect((await back.take()).job.payload).toBe(2);
    expect((await watcher.next('job_result')).result).toBe('kept');
    const chunks = watcher.all.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map(({ data }) => data)).toEqual(['one', 'two']);
  });

  it('may end its job with its first word', async () => {
    const first = await GpuMachine.register(rig, 'brief', { jobTypes: ['brief'] });
    const { id } = await rig.queue().add('brief', 1);
    const assigned = await first.take();
    await first.heartbeat(assigned);
    first.frames.ws.terminate();
    const back = await GpuMachine.register(rig, 'brief', { jobTypes: ['other'] }, { url });
    expect((await back.complete(assigned, 'kept')).type).toBe('accepted');
    expect(await rig.queue().result(id)).toBe('kept');
  });

  it('loses at once what it had not acknowledged', async () => {
    const first = await GpuMachine.register(rig, 'unsure', { jobTypes: ['unsure'] });
    const other = await GpuMachine.register(rig, 'sure', { jobTypes: ['unsure'] });
    const { id } = await rig.queue().add('unsure', 1);
    const assigned = await first.assigned();
    first.frames.ws.terminate();
    expect((await other.take()).job).toMatchObject({ id, attempt: 2 });
    const back = await GpuMachine.register(rig, 'unsure', { jobTypes: ['none'] });
    expect((await back.complete(assigned)).type).toBe('rejected');
  });
});

describe('a gateway that stops', () => {
  it('keeps the leases, and the jobs go on elsewhere', async () => {
    const stopping = rig.make();
    const at = { url: (await stopping.start()).url };
    const busy = await GpuMachine.register(rig, 'busy', { jobTypes: ['stop'] }, at);
    const idle = await GpuMachine.register(rig, 'idle', { jobTypes: ['none'] }, at);
    const { id } = await rig.queue().add('stop', 1);
    const assigned = await busy.take();
    await busy.heartbeat(assigned);
    await stopping.stop({ timeoutMs: 100 });
    expect(busy.frames.types().at(-1)).toBe('draining');
    expect((await idle.frames.closed).code).toBe(1001);
    expect((await busy.frames.closed).code).toBe(1012);
    expect((await rig.queue().get(id))?.state).toBe('active');
    const back = await GpuMachine.register(rig, 'busy', { jobTypes: ['stop'] });
    expect((await back.complete(assigned, 'elsewhere')).type).toBe('accepted');
    expect(await rig.queue().result(id)).toBe('elsewhere');
    expect(await rig.queue().commands.smembers(rig.queue().connection.keys.sleepers)).toHaveLength(2);
  });
});
