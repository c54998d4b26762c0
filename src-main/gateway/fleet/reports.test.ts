import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuMachine } from '../testing/gpu-machine.fixture';
import { type AnyFrame, Rig } from '../testing/rig.fixture';

let rig: Rig;
beforeAll(async () => {
  rig = await Rig.start({ limits: { chunksWaiting: 50 } });
});
afterAll(() => rig.stop());

/** A job given to a machine, and the client that watches it. */
async function running(type: string, options: object = {}) {
  const machine = await GpuMachine.register(rig, type, { jobTypes: [type] });
  const watcher = await rig.open('admin-token');
  watcher.send({ type: 'submit_job', job: { type, payload: 1, ...options } });
  const assigned = await machine.take();
  return { machine, watcher, assigned, id: assigned.job.id as string };
}

describe('what a worker reports', () => {
  it('reaches the client that watches, in order', async () => {
    const { machine, watcher, assigned, id } = await running('stream');
    machine.about(assigned, 'job_progress', { percent: 12.345, note: 'begun' });
    await watcher.next('job_progress');
    for (let seq = 1; seq <= 500; seq += 1) machine.about(assigned, 'job_chunk', { seq, data: { n: seq } });
    machine.about(assigned, 'job_complete', { result: 'end' });
    expect((await watcher.next('job_result')).result).toBe('end');
    const chunks: AnyFrame[] = watcher.all.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map(({ seq, data }) => [seq, data.n])).toEqual(
      Array.from({ length: 500 }, (_, n) => [n + 1, n + 1]),
    );
    expect(watcher.all).toContainEqual({ type: 'job_progress', jobId: id, percent: 12.35, note: 'begun' });
    const response = await rig.fetch(`/jobs/${id}/trace`, { token: 'admin-token' });
    const { events } = (await response.json()) as AnyFrame;
    const frames = events.flatMap(({ kind, detail }: AnyFrame) => (kind === 'frame' ? detail : []));
    const ours = frames.filter(({ role }: AnyFrame) => role === 'worker');
    expect(ours.map(({ type }: AnyFrame) => type)).toEqual(
      expect.arrayContaining(['job_assigned', 'assignment_ack', 'job_chunk', 'job_complete', 'accepted']),
    );
  });

  it('is progress at the pace of Redis: the newest always arrives', async () => {
    const { machine, watcher, assigned } = await running('progress');
    for (let percent = 0; percent <= 100; percent += 0.25)
      machine.about(assigned, 'job_progress', { percent });
    let last: AnyFrame;
    do last = await watcher.next('job_progress');
    while (last.percent < 100);
    expect(watcher.all.filter((frame) => frame.type === 'job_progress').length).toBeLessThan(401);
  });

  it('is refused where a chunk is missing, and passed over where one comes twice', async () => {
    const { machine, watcher, assigned } = await running('gaps');
    machine.about(assigned, 'job_chunk', { seq: 1, data: 'a' });
    machine.about(assigned, 'job_chunk', { seq: 3, data: 'c', ref: 'gap' });
    expect(await machine.next('error')).toMatchObject({
      ref: 'gap',
      jobId: assigned.job.id,
      code: 'INVALID_MESSAGE',
      message: 'job_chunk: seq 3 leaves a gap; accepted: 2',
    });
    machine.about(assigned, 'job_chunk', { seq: 2, data: 'x'.repeat(1_048_577), ref: 'big' });
    expect(await machine.next('error')).toMatchObject({ ref: 'big', code: 'PAYLOAD_TOO_LARGE' });
    machine.about(assigned, 'job_chunk', { seq: 1, data: 'again' });
    machine.about(assigned, 'job_chunk', { seq: 2, data: 'b' });
    await machine.complete(assigned);
    await watcher.next('job_result');
    const chunks = watcher.all.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map(({ data }) => data)).toEqual(['a', 'b']);
  });

  it('is a failure, retried or not', async () => {
    const { machine, watcher, assigned, id } = await running('failing', {
      attempts: 3,
      backoff: { kind: 'fixed', baseMs: 1 },
    });
    machine.about(assigned, 'job_fail', { ref: 1, error: { code: 'OUT_OF_MEMORY', message: 'no room' } });
    expect(await machine.next('accepted')).toMatchObject({ ref: 1, jobId: id });
    expect(await watcher.next('job_error')).toMatchObject({
      willRetry: true,
      error: { code: 'OUT_OF_MEMORY', message: 'no room' },
    });
    // No maintenance in this test: the retry is sent by hand.
    const error = { code: 'BROKEN', message: 'for good' };
    expect((await rig.queue().get(id))?.state).toBe('scheduled');
    const other = await running('failing-for-good');
    other.machine.about(other.assigned, 'job_fail', { error, retryable: false });
    expect(await other.watcher.next('job_error')).toMatchObject({ willRetry: false, error });
    expect((await rig.queue().get(other.id))?.state).toBe('dead');
  });

  it('is a release: the job goes on elsewhere at no cost', async () => {
    const { machine, assigned, id } = await running('released', { attempts: 1 });
    const other = await GpuMachine.register(rig, 'released-2', { jobTypes: ['released'] });
    machine.about(assigned, 'release_job', { ref: 'r' });
    expect(await machine.next('accepted')).toMatchObject({ ref: 'r' });
    const again = await other.take();
    expect(again.job).toMatchObject({ id, attempt: 2 });
    expect((await other.complete(again, 'ok')).type).toBe('accepted');
    expect((await rig.queue().get(id))?.history.map(({ outcome, worker }) => [outcome, worker])).toEqual([
      ['released', 'released:cpu'],
      ['completed', 'released-2:cpu'],
    ]);
  });

  it('fails the job when it is a result that does not fit', async () => {
    const { machine, assigned, id } = await running('oversized');
    expect(await machine.complete(assigned, 'x'.repeat(1_048_577))).toMatchObject({
      type: 'rejected',
      jobId: id,
      code: 'PAYLOAD_TOO_LARGE',
    });
    expect(await rig.queue().get(id)).toMatchObject({ state: 'dead', error: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it('names its GPUs in the events of the queue', async () => {
    const monitor = await rig.watch(['events']);
    // From here on the queue is followed; what was before is missed.
    while (!(await monitor.next('event')).data.some(({ kind }: AnyFrame) => kind === 'missed'));
    const gpus = [0, 1].map((n) => ({ id: `g${n}`, model: 'T4', memoryMb: 1 }));
    const machine = await GpuMachine.register(rig, 'named', { jobTypes: ['named'], gpus });
    await rig.queue().addMany([1, 2].map((payload) => ({ type: 'named', payload })));
    const both = [await machine.take(), await machine.take()];
    for (const assigned of both) machine.about(assigned, 'job_complete', { result: 1 });
    const events: AnyFrame[] = [];
    while (events.flatMap(({ ids }) => ids).length < 4) {
      const { data } = await monitor.next('event');
      events.push(...data.filter(({ kind }: AnyFrame) => kind === 'claimed' || kind === 'completed'));
    }
    for (const { ids, who } of events) {
      const workers = who.split(' ');
      for (const [n, id] of ids.entries()) {
        const of = both.find(({ job }) => job.id === id);
        expect(workers[n] ?? workers[0]).toBe(of?.workerId);
      }
    }
  });
});

describe('cancelling a running job', () => {
  it('tells its worker, which is then free for another', async () => {
    const { machine, watcher, assigned, id } = await running('cancelled');
    const response = await rig.fetch(`/jobs/${id}/cancel`, { token: 'admin-token', json: {} });
    expect(await response.json()).toMatchObject({ wasRunning: true });
    expect(await machine.next('job_cancelled')).toEqual({
      type: 'job_cancelled',
      jobId: id,
      fence: assigned.fence,
    });
    expect(await watcher.next('job_error')).toMatchObject({ error: { code: 'JOB_CANCELLED' } });
    await rig.queue().add('cancelled', 2);
    expect((await machine.take()).job.payload).toBe(2);
    expect((await machine.complete(assigned, 'late')).code).toBe('LEASE_LOST');
  });
});

describe('Redis', () => {
  it('stopped and back loses nothing: what was reported meanwhile is applied', async () => {
    const own = await Rig.start();
    try {
      const machine = await GpuMachine.register(own, 'patient', { slotsPerGpu: 3 });
      const jobs = await own.queue().addMany([1, 2, 3].map((payload) => ({ type: 'echo', payload })));
      const held = [await machine.take(), await machine.take(), await machine.take()];
      await machine.heartbeat(...held);
      own.redis.pause();
      for (const assigned of held) {
        machine.about(assigned, 'job_chunk', { seq: 1, data: 'c' });
        machine.about(assigned, 'job_complete', { result: assigned.job.payload });
      }
      await machine.heartbeat();
      own.redis.unpause();
      for (const _ of held) expect((await machine.next('accepted', 'rejected')).type).toBe('accepted');
      const results = await Promise.all(jobs.map(({ id }) => own.queue().result(id)));
      expect(results).toEqual([1, 2, 3]);
      await own.queue().add('echo', 4);
      expect((await machine.take()).job.payload).toBe(4);
    } finally {
      await own.stop();
    }
  });

  it('emptied and back finds the workers again', async () => {
    const own = await Rig.start();
    try {
      const machine = await GpuMachine.register(own, 'survivor', { jobTypes: ['echo', 'later'] });
      await own.queue().add('echo', 1);
      await machine.complete(await machine.take());
      await own.redis.kill();
      await own.redis.restart();
      await own.queue().ready(10_000);
      own.queue().classes.clear();
      await expect.poll(() => own.queue().commands.hlen(own.queue().connection.keys.routes)).toBe(1);
      const { id } = await own.queue().add('later', 2);
      const assigned = await machine.take();
      expect(assigned.job).toMatchObject({ id, type: 'later', payload: 2 });
      await own.queue().cancel(id);
      expect((await machine.next('job_cancelled')).jobId).toBe(id);
    } finally {
      await own.stop();
    }
  });

  it('that is slow stops the reading of chunks, not their order', async () => {
    const { machine, watcher, assigned } = await running('pressed');
    rig.redis.pause();
    for (let seq = 1; seq <= 300; seq += 1) machine.about(assigned, 'job_chunk', { seq, data: seq });
    rig.redis.unpause();
    machine.about(assigned, 'job_complete', { result: 'through' });
    await watcher.next('job_result');
    const chunks = watcher.all.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  });
});
