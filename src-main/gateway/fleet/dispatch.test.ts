import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuMachine } from '../testing/gpu-machine.fixture';
import { Rig } from '../testing/rig.fixture';

let rig: Rig;
let otherUrl: string;
beforeAll(async () => {
  rig = await Rig.start();
  otherUrl = (await rig.make().start()).url;
});
afterAll(() => rig.stop());

const small = { id: 'gpu0', model: 'T4', memoryMb: 16_000 };
const large = { id: 'gpu1', model: 'A100', memoryMb: 80_000 };

/** Answers every job at once, until its socket closes; what it was given, in order. */
function busy(machine: GpuMachine, given: string[] = []): string[] {
  machine.frames.ws.on('message', (data) => {
    const frame = JSON.parse(data.toString());
    if (frame.type !== 'job_assigned') return;
    given.push(frame.workerId);
    machine.about(frame, 'job_complete', { result: frame.job.payload });
  });
  return given;
}

describe('routing', () => {
  it('follows GPU model, memory and labels, which a machine cannot claim to have', async () => {
    const about = { gpus: [small, large], jobTypes: ['route'], labels: { zone: 'eu', gpuMemoryMb: 1e6 } };
    const machine = await GpuMachine.register(rig, 'router', about);
    const liar = await GpuMachine.register(rig, 'liar', {
      jobTypes: ['route'],
      labels: { gpuModel: 'A100', gpuMemoryMb: 80_000, zone: 'us', machine: 'router' },
    });
    await rig.queue().add('route', 'large', { requires: { gpuMemoryMb: { gte: 40_000 }, zone: 'eu' } });
    expect(await machine.take()).toMatchObject({
      workerId: 'router:gpu1',
      job: { payload: 'large', requires: { gpuMemoryMb: { gte: 40_000 }, zone: 'eu' } },
    });
    await rig.queue().add('route', 'T4', { requires: { gpuModel: { in: ['T4', 'L4'] }, machine: 'router' } });
    expect(await machine.take()).toMatchObject({ workerId: 'router:gpu0', job: { payload: 'T4' } });
    await rig.queue().add('route', 'us', { requires: { zone: 'us' } });
    expect(await liar.take()).toMatchObject({ workerId: 'liar:cpu', job: { payload: 'us' } });
    expect(liar.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(1);
  });

  it('leaves scarce workers free for what only they can run', async () => {
    const machine = await GpuMachine.register(rig, 'mixed', { gpus: [large, small], jobTypes: ['scarce'] });
    // Makes the class, and with it the difference.
    const special = { requires: { gpuModel: 'A100' } };
    await rig.queue().add('scarce', 'special', special);
    const first = await machine.take();
    await machine.complete(first);
    for (let n = 0; n < 10; n += 1) {
      await rig.queue().add('scarce', n);
      const plain = await machine.take();
      expect(plain.workerId).toBe('mixed:gpu0');
      await machine.complete(plain);
    }
  });

  it('gives nothing to a machine for types it does not run', async () => {
    const machine = await GpuMachine.register(rig, 'picky', { jobTypes: ['picked'] });
    await rig.queue().add('unpicked', 1);
    await rig.queue().add('picked', 2);
    expect((await machine.take()).job.type).toBe('picked');
    await rig.queue().purge('waiting');
  });
});

describe('slots', () => {
  it('are filled by priority, and refilled as jobs end', async () => {
    await rig.queue().pause();
    for (const priority of [9, 5, 0, 7]) await rig.queue().add('slot', priority, { priority });
    const about = { gpus: [small], jobTypes: ['slot'], slotsPerGpu: 2 };
    const machine = await GpuMachine.register(rig, 'slotted', about);
    await rig.queue().resume();
    const [first, second] = [await machine.take(), await machine.take()];
    expect([first.job.payload, second.job.payload]).toEqual([0, 5]);
    await rig.queue().add('slot', 1, { priority: 1 });
    await machine.heartbeat();
    expect(machine.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(2);
    await machine.complete(first);
    expect((await machine.take()).job.payload).toBe(1);
    machine.about(second, 'job_fail', { error: { code: 'X', message: 'x' }, retryable: false });
    expect((await machine.take()).job.payload).toBe(7);
    await rig.queue().purge('waiting');
  });

  it('waits for a rate limit', async () => {
    const machine = await GpuMachine.register(rig, 'limited', { jobTypes: ['rated'], slotsPerGpu: 10 });
    await rig.queue().setLimits({ rate: { max: 2, windowMs: 300 } });
    await rig.queue().addMany([1, 2, 3, 4, 5].map((payload) => ({ type: 'rated', payload })));
    const given = [];
    while (given.length < 5) given.push((await machine.take()).job.payload);
    expect(given).toEqual([1, 2, 3, 4, 5]);
    await rig.queue().setLimits({ rate: null });
  });

  it('of equals go round: nobody waits while another works twice', async () => {
    const given: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      busy(await GpuMachine.register(rig, `equal-${n}`, { jobTypes: ['fair'], slotsPerGpu: 2 }), given);
    }
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 10; n += 1) {
        const { id } = await rig.queue().add('fair', n);
        await rig.queue().result(id);
      }
      expect(new Set(given.slice(10 * round)).size).toBe(10);
    }
  });
});

describe('two gateways', () => {
  it('share the work, and no worker is left without', async () => {
    const given: string[][] = [];
    for (let n = 0; n < 20; n += 1) {
      const at = n % 2 === 0 ? {} : { url: otherUrl };
      given.push(busy(await GpuMachine.register(rig, `shared-${n}`, { jobTypes: ['shared'] }, at)));
    }
    const jobs = await rig
      .queue()
      .addMany(Array.from({ length: 2000 }, (_, payload) => ({ type: 'shared', payload })));
    await Promise.all(jobs.map(({ id }) => rig.queue().result(id)));
    expect(given.flat()).toHaveLength(2000);
    for (const one of given) expect(one.length).toBeGreaterThan(20);
  });

  it('leave work that one of them has no free slot for to the other', async () => {
    const here = await GpuMachine.register(rig, 'full', { jobTypes: ['overflow'] });
    await rig.queue().add('overflow', 1);
    await here.take();
    const there = await GpuMachine.register(rig, 'empty', { jobTypes: ['overflow'] }, { url: otherUrl });
    await rig.queue().add('overflow', 2);
    expect((await there.take()).job.payload).toBe(2);
  });
});

describe('a machine that answers nothing', () => {
  // Nobody leads maintenance here, so a wake-up that is swallowed stays lost.
  it('keeps no job from another gateway, not even for its other GPUs', async () => {
    const gpus = [small, large, { ...large, id: 'gpu2' }];
    const { url } = await rig.make({ limits: { ackMs: 200 } }).start();
    const deaf = await GpuMachine.register(rig, 'stone', { jobTypes: ['stone'], gpus }, { url });
    await rig.queue().add('stone', 1);
    await deaf.assigned();
    const other = await GpuMachine.register(
      rig,
      'ear',
      { jobTypes: ['stone'], slotsPerGpu: 3 },
      { url: otherUrl },
    );
    expect((await other.take()).job.payload).toBe(1);
    await rig.queue().add('stone', 2);
    expect((await other.take()).job.payload).toBe(2);
    expect(deaf.frames.types().filter((type) => type === 'job_assigned')).toHaveLength(1);
  });
});

describe('idle workers', () => {
  it('cost Redis nothing', async () => {
    const own = await Rig.start();
    try {
      for (let n = 0; n < 300; n += 1)
        busy(await GpuMachine.register(own, `idle-${n}`, { gpus: [small, large] }));
      const { id } = await own.queue().add('echo', 1);
      await own.queue().result(id);
      const commands = async () => {
        const info = await own.queue().commands.info('stats');
        return Number(/total_commands_processed:(\d+)/.exec(info)?.[1]);
      };
      await expect.poll(() => own.queue().commands.hlen('sb:workers')).toBe(600);
      const before = await commands();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      // The count itself.
      expect((await commands()) - before).toBeLessThanOrEqual(1);
    } finally {
      await own.stop();
    }
  });
});
