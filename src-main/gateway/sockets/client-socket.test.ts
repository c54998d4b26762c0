import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AnyFrame, HandWorker, Rig } from '../testing/rig.fixture';

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

describe('jobs over a socket', () => {
  it('brings a job from its submission to its result, accepted first, chunks in order', async () => {
    const socket = await rig.open();
    socket.send({ type: 'submit_job', ref: 'a', job: { type: 'stream', payload: { x: 1 } } });
    const job = await worker.take();
    for (let seq = 1; seq <= 50; seq += 1) void worker.chunk(job, seq, { n: seq });
    await worker.claims.progress(job.id, job.fence, 50, 'half');
    await worker.complete(job, { done: true });
    const result = await socket.next('job_result');
    expect(result).toEqual({ type: 'job_result', jobId: job.id, result: { done: true } });
    const frames: AnyFrame[] = socket.all;
    expect(frames[1]).toEqual({ type: 'job_accepted', ref: 'a', jobId: job.id, state: 'waiting' });
    const chunks = frames.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map((chunk) => chunk.seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(chunks[0]).toEqual({ type: 'job_chunk', jobId: job.id, attempt: 1, seq: 1, data: { n: 1 } });
    expect(frames).toContainEqual({ type: 'job_progress', jobId: job.id, percent: 50, note: 'half' });
  });

  it('rejects what cannot be submitted', async () => {
    const socket = await rig.open('narrow-token');
    socket.send({ type: 'submit_job', ref: 1, job: { type: 'other', payload: 1 } });
    expect(await socket.next('job_rejected')).toMatchObject({ ref: 1, code: 'FORBIDDEN' });
    socket.send({ type: 'submit_job', ref: 2, job: { type: 'echo', payload: 'x'.repeat(1_048_577) } });
    expect(await socket.next('job_rejected')).toMatchObject({ ref: 2, code: 'PAYLOAD_TOO_LARGE' });
  });

  it('answers get, cancel, watch, unwatch and ping', async () => {
    const socket = await rig.open();
    socket.send({ type: 'submit_job', ref: 's', job: later });
    const { jobId } = await socket.next('job_accepted');
    socket.send({ type: 'get_job', ref: 'g', jobId });
    expect(await socket.next('job')).toMatchObject({ ref: 'g', job: { id: jobId, state: 'scheduled' } });
    socket.send({ type: 'unwatch_job', ref: 'u', jobId });
    expect(await socket.next('ok')).toEqual({ type: 'ok', ref: 'u', jobId });
    socket.send({ type: 'watch_job', ref: 'w', jobId });
    expect(await socket.next('ok')).toEqual({ type: 'ok', ref: 'w', jobId });
    expect(await socket.next()).toMatchObject({ type: 'job_state', jobId, state: 'scheduled' });
    socket.send({ type: 'cancel_job', ref: 'c', jobId, cause: 'no longer wanted' });
    expect(await socket.next('job_error')).toMatchObject({
      jobId,
      error: { code: 'JOB_CANCELLED' },
      willRetry: false,
    });
    expect(socket.all).toContainEqual({ type: 'ok', ref: 'c', jobId, state: 'cancelled' });
    socket.send({ type: 'ping', ref: 'p' });
    expect(await socket.next('pong')).toEqual({ type: 'pong', ref: 'p', at: expect.any(Number) });
  });

  it('hides the jobs of others', async () => {
    const mine = await rig.open();
    mine.send({ type: 'submit_job', ref: 's', job: later });
    const { jobId } = await mine.next('job_accepted');
    const other = await rig.open('other-token');
    for (const type of ['get_job', 'watch_job', 'cancel_job']) {
      other.send({ type, ref: type, jobId });
      expect(await other.next('error', 'ok', 'job')).toMatchObject({
        type: 'error',
        ref: type,
        code: 'JOB_NOT_FOUND',
      });
    }
    const admin = await rig.open('admin-token');
    admin.send({ type: 'get_job', ref: 1, jobId });
    expect((await admin.next('job')).job.id).toBe(jobId);
  });

  it('tells of a new attempt before its chunks', async () => {
    const socket = await rig.open();
    socket.send({ type: 'submit_job', job: { type: 'stream', payload: 1 } });
    const first = await worker.take();
    await worker.chunk(first, 1, 'a');
    await worker.release(first);
    const second = await worker.take();
    await worker.chunk(second, 1, 'b');
    await worker.complete(second, null);
    await socket.next('job_result');
    const told = socket.all.filter((frame) => ['job_chunk', 'stream_reset'].includes(frame.type));
    expect(told.map((frame) => frame.data ?? frame.type)).toEqual(['a', 'stream_reset', 'b']);
  });

  it('runs a resubmitted id once, and says so', async () => {
    const socket = await rig.open();
    for (const ref of [1, 2]) socket.send({ type: 'submit_job', ref, job: { ...later, id: 'once' } });
    const accepted = [await socket.next('job_accepted'), await socket.next('job_accepted')];
    expect(accepted.map((frame) => frame.jobId)).toEqual(['web~once', 'web~once']);
    expect(accepted[1].duplicate).toBe(true);
  });

  it('resumes on another gateway with every chunk once', async () => {
    const first = await rig.open();
    const { resumeToken } = await first.next('welcome');
    first.send({ type: 'submit_job', ref: 1, job: { type: 'stream', payload: 1 } });
    const { jobId } = await first.next('job_accepted');
    const job = await worker.take();
    await worker.chunk(job, 1, 'a');
    await worker.chunk(job, 2, 'b');
    while ((await first.next('job_chunk')).seq < 2);
    first.ws.terminate();
    await worker.chunk(job, 3, 'c');
    const gateway = rig.make();
    const { url } = await gateway.start();
    const second = await rig.open('web-token', url);
    second.send({
      type: 'resume',
      ref: 'r',
      resumeToken,
      jobs: [{ jobId, attempt: 1, afterSeq: 2 }, { jobId: 'gone' }],
    });
    expect(await second.next('ok')).toEqual({ type: 'ok', ref: 'r' });
    await worker.chunk(job, 4, 'd');
    await worker.complete(job, 'end');
    await second.next('job_result');
    const chunks = second.all.filter((frame) => frame.type === 'job_chunk');
    expect(chunks.map((chunk) => chunk.data)).toEqual(['c', 'd']);
    expect(second.all).toContainEqual(
      expect.objectContaining({ type: 'error', jobId: 'gone', code: 'JOB_NOT_FOUND' }),
    );
    await gateway.stop({ timeoutMs: 0 });
  });

  it("refuses another client's resume token", async () => {
    const first = await rig.open();
    const { resumeToken } = await first.next('welcome');
    const other = await rig.open('other-token');
    other.send({ type: 'resume', ref: 1, resumeToken, jobs: [] });
    expect(await other.next('error')).toMatchObject({ ref: 1, code: 'FORBIDDEN' });
    other.send({ type: 'resume', ref: 2, resumeToken: 'x.y', jobs: [] });
    expect(await other.next('error')).toMatchObject({ ref: 2, code: 'UNAUTHORIZED' });
  });
});

describe('Redis trouble', () => {
  it('becomes a prompt REDIS_UNAVAILABLE, and the socket goes on when Redis is back', async () => {
    const own = await Rig.start();
    try {
      const socket = await own.open();
      own.redis.pause();
      socket.send({ type: 'submit_job', ref: 1, job: { type: 'echo', payload: 1 } });
      expect(await socket.next('job_rejected')).toMatchObject({
        ref: 1,
        code: 'REDIS_UNAVAILABLE',
        message: 'Server busy, please retry your request',
        retryAfterMs: expect.any(Number),
      });
      own.redis.unpause();
      await own.queue().ready();
      let accepted: AnyFrame;
      do {
        socket.send({ type: 'submit_job', ref: 2, job: later });
        accepted = await socket.next('job_accepted', 'job_rejected');
      } while (accepted.type === 'job_rejected');
      expect(accepted.ref).toBe(2);
      await own.redis.kill();
      socket.send({ type: 'get_job', ref: 3, jobId: accepted.jobId });
      expect(await socket.next('error')).toMatchObject({ code: 'REDIS_UNAVAILABLE' });
      const response = await own.fetch('/jobs', { json: { type: 'echo', payload: 1 } });
      expect([response.status, (await response.json()).error.code]).toEqual([503, 'REDIS_UNAVAILABLE']);
      expect(response.headers.get('retry-after')).toBeTruthy();
    } finally {
      own.redis.unpause();
      await own.stop();
    }
  });
});
