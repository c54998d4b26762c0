import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Claims } from './claims';
import { Maintainer } from './maintainer';
import { Queue } from './queue';
import type { ClaimedJob, DeliveryEvent } from './types';

let redis: TestRedis;
let queue: Queue;
let claims: Claims;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

beforeEach(() => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
  claims = new Claims(queue, { workerId: 'w1', leaseMs: 60_000, types: '*' });
});
afterEach(async () => {
  await claims.close();
  await queue.close();
});

async function claimOne(): Promise<ClaimedJob> {
  const { jobs } = await claims.claim(1);
  expect(jobs).toHaveLength(1);
  return jobs[0] as ClaimedJob;
}

describe('a job', () => {
  it('goes from add through claim to its result, and everything of it can be read', async () => {
    const { id } = await queue.add('echo', { hello: 'world' }, { labels: { a: 1 } });
    expect(await queue.get(id)).toMatchObject({
      state: 'waiting',
      type: 'echo',
      payload: { hello: 'world' },
      labels: { a: 1 },
    });
    const result = queue.result(id);
    const job = await claimOne();
    expect(job).toMatchObject({ id, type: 'echo', payload: { hello: 'world' }, attempt: 1, emitted: 0 });
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 1 });
    expect(await claims.finish({ kind: 'complete', id, fence: job.fence, result: { ok: [1, 2] } })).toBe(
      'applied',
    );
    expect(await result).toEqual({ ok: [1, 2] });
    const record = await queue.get(id);
    expect(record).toMatchObject({ state: 'completed', result: { ok: [1, 2] }, payload: { hello: 'world' } });
    expect(record?.history).toMatchObject([{ attempt: 1, worker: 'w1', outcome: 'completed' }]);
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0, completed: 1 });
  });

  it('with keepMs 0 leaves no key of its own', async () => {
    const { id } = await queue.add('echo', 1, { keepMs: 0, dedupeKey: 'k' });
    const job = await claimOne();
    await claims.finish({ kind: 'complete', id, fence: job.fence, result: 1 });
    expect(await queue.get(id)).toBeNull();
    const keys = await queue.commands.keys(`sb:{${queue.name}}:*`);
    expect(keys.filter((key) => /:(job|ready|again|dedupe|watch|active|leases)/.test(key))).toEqual([]);
  });

  it('puts a retry off for at least as long as the failure says', async () => {
    const { id } = await queue.add('x', null, { backoff: { kind: 'fixed', baseMs: 1, jitter: 0 } });
    const { fence } = await claimOne();
    const error = { code: 'BUSY', message: 'come back later' };
    await claims.finish({ kind: 'fail', id, fence, error, retryable: true, retryAfterMs: 60_000 });
    const failed = (await queue.trace(id))?.events.find(({ kind }) => kind === 'failed');
    const dueAt = Number(await queue.commands.zscore(queue.connection.keys.scheduled, id));
    expect(dueAt - (failed?.at ?? 0)).toBe(60_000);
  });

  it('retries with backoff, then is dead in its error group, and a requeue starts a new count', async () => {
    const { id } = await queue.add('x', null, {
      attempts: 2,
      backoff: { kind: 'fixed', baseMs: 1, jitter: 0 },
    });
    const maintainer = new Maintainer(queue.connection);
    const first = await claimOne();
    const error = { code: 'BOOM', message: 'no 5 for "x"' };
    await claims.finish({ kind: 'fail', id, fence: first.fence, error, retryable: true });
    expect((await queue.get(id))?.state).toBe('scheduled');
    maintainer.start();
    expect(await claims.waitForWork(false)).toBe('work');
    const second = await claimOne();
    expect(second.attempt).toBe(2);
    expect(second.fence).toBeGreaterThan(first.fence);
    await claims.finish({ kind: 'fail', id, fence: second.fence, error, retryable: true });
    expect(await queue.get(id)).toMatchObject({ state: 'dead', error, attempt: 2 });
    expect(await queue.counts()).toMatchObject({ dead: 1, waiting: 0 });
    await queue.retry(id, 'test');
    expect(await queue.get(id)).toMatchObject({ state: 'waiting', payload: null });
    const third = await claimOne();
    expect(third.attempt).toBe(3);
    await claims.finish({ kind: 'complete', id, fence: third.fence, result: 7 });
    const trace = await queue.trace(id);
    expect(trace?.events.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['created', 'claimed', 'failed', 'requeued', 'completed']),
    );
    expect(trace?.job.history).toHaveLength(3);
    await maintainer.stop();
  });

  it('streams chunks in order to watchers and tells them when a later attempt starts over', async () => {
    const events: DeliveryEvent[] = [];
    const { id } = await queue.delivery.submit({ type: 's' }, (event) => events.push(event));
    const first = await claimOne();
    await claims.chunk(id, first.fence, 1, 1, 'a');
    await Promise.all([claims.chunk(id, first.fence, 1, 2, 'b'), claims.chunk(id, first.fence, 1, 3, 'c')]);
    await claims.finish({ kind: 'release', id, fence: first.fence });
    expect(await claims.chunk(id, first.fence, 1, 4, 'late')).toBe('lease_lost');
    const second = await claimOne();
    expect(second.emitted).toBe(3);
    await claims.chunk(id, second.fence, second.attempt, 1, 'A');
    await claims.finish({ kind: 'complete', id, fence: second.fence, result: 'done' });
    await queue.result(id);
    const seen = events.flatMap((e) => {
      if (e.type === 'chunk') return [`${e.attempt}.${e.seq}${e.data}`];
      return e.type === 'reset' ? [`reset ${e.attempt}`] : e.type === 'result' ? ['result'] : [];
    });
    expect(seen).toEqual(['1.1a', '1.2b', '1.3c', 'reset 2', '2.1A', 'result']);
    const late: DeliveryEvent[] = [];
    await new Promise<void>((resolve) => {
      void queue.delivery.watch(id, { attempt: 1, afterSeq: 2 }, (event) => {
        late.push(event);
        if (event.type === 'result') resolve();
      });
    });
    expect(late.map((event) => event.type)).toEqual(['chunk', 'reset', 'chunk', 'result']);
  });

  it('streams on without a break when a later attempt resumes, also for watchers that come later', async () => {
    const events: DeliveryEvent[] = [];
    const { id } = await queue.delivery.submit({ type: 's' }, (event) => events.push(event));
    const first = await claimOne();
    await claims.chunk(id, first.fence, 1, 1, 'a');
    await claims.chunk(id, first.fence, 1, 2, 'b');
    await claims.finish({ kind: 'release', id, fence: first.fence });
    const second = await claimOne();
    await claims.resume(id, second.fence, 2, second.emitted);
    await claims.chunk(id, second.fence, 2, 3, 'c');
    await claims.finish({ kind: 'release', id, fence: second.fence });
    const third = await claimOne();
    expect(third.emitted).toBe(3);
    await claims.resume(id, third.fence, 3, third.emitted);
    await claims.finish({ kind: 'complete', id, fence: third.fence, result: 'done' });
    await queue.result(id);
    const chunks = (all: DeliveryEvent[]) =>
      all.flatMap((e) =>
        e.type === 'chunk' ? [`${e.attempt}.${e.seq}${e.data}`] : e.type === 'reset' ? ['reset'] : [],
      );
    expect(chunks(events)).toEqual(['1.1a', '1.2b', '2.3c']);
    for (const [from, ought] of [
      [{ attempt: 0, afterSeq: 0 }, ['1.1a', '1.2b', '2.3c']],
      [{ attempt: 1, afterSeq: 1 }, ['1.2b', '2.3c']],
      [{ attempt: 2, afterSeq: 3 }, []],
    ] as const) {
      const late: DeliveryEvent[] = [];
      await new Promise<void>((resolve) => {
        void queue.delivery.watch(id, from, (event) => {
          late.push(event);
          if (event.type === 'result') resolve();
        });
      });
      expect(chunks(late)).toEqual(ought);
    }
  });

  it('can be cancelled while it runs: its worker hears of it and its completion is refused', async () => {
    const { id } = await queue.add('x', 1);
    const job = await claimOne();
    const heard = new Promise<string>((resolve) => {
      claims.onCancel = (jobId) => resolve(jobId);
    });
    const sleeping = claims.waitForWork(true);
    expect(await queue.cancel(id, 'test')).toEqual({ state: 'cancelled', wasRunning: true });
    expect(await sleeping).toBe('control');
    expect(await heard).toBe(id);
    expect(await claims.finish({ kind: 'complete', id, fence: job.fence, result: 1 })).toBe('lease_lost');
    expect(await claims.renew([{ id, fence: job.fence }])).toEqual({ lost: [], cancelled: [id] });
    expect((await queue.get(id))?.state).toBe('cancelled');
    await expect(queue.result(id)).rejects.toMatchObject({ code: 'JOB_CANCELLED' });
  });
});

describe('order', () => {
  it('is by rank: priority counts as a head start of ageMs a step', async () => {
    for (const [n, priority] of [5, 0, 9, 3, 1, 6].entries()) await queue.add(`t${n % 2}`, n, { priority });
    const { jobs } = await claims.claim(10);
    expect(jobs.map((job) => job.payload)).toEqual([1, 4, 3, 0, 5, 2]);
  });

  it('puts a released job back where it was', async () => {
    await queue.add('t', 'first');
    const first = await claimOne();
    await queue.add('t', 'second');
    await claims.finish({ kind: 'release', id: first.id, fence: first.fence });
    const { jobs } = await claims.claim(2);
    expect(jobs.map((job) => job.payload)).toEqual(['first', 'second']);
  });
});

describe('limits', () => {
  it('caps waiting jobs, concurrency and rate', async () => {
    await queue.setLimits({ maxWaiting: 3, concurrency: 2 });
    const answers = await Promise.allSettled([1, 2, 3, 4].map((n) => queue.add('t', n)));
    expect(answers.map((answer) => answer.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect(answers[3]).toMatchObject({ reason: { code: 'QUEUE_FULL', retryAfterMs: expect.any(Number) } });
    const { jobs } = await claims.claim(10);
    expect(jobs).toHaveLength(2);
    expect((await claims.claim(10)).jobs).toHaveLength(0);
    await queue.setLimits({ concurrency: null, rate: { max: 1, windowMs: 60_000 } });
    await queue.add('t', 5);
    const limited = await claims.claim(10);
    expect(limited.jobs).toHaveLength(1);
    expect(limited.retryAfterMs).toBeGreaterThan(0);
  });

  it('holds claims while paused', async () => {
    await queue.add('t', 1);
    await queue.pause();
    expect((await claims.claim(1)).jobs).toHaveLength(0);
    await queue.resume();
    expect((await claims.claim(1)).jobs).toHaveLength(1);
  });
});

describe('keys', () => {
  it('answer a second add with the first job', async () => {
    const first = await queue.add('t', 1, { dedupeKey: 'd', clientId: 'ann' });
    expect(await queue.add('t', 2, { dedupeKey: 'd', clientId: 'ann' })).toMatchObject({
      id: first.id,
      duplicate: true,
    });
    expect(await queue.add('t', 2, { dedupeKey: 'd', clientId: 'bob' })).toMatchObject({ duplicate: false });
    const own = await queue.add('t', 1, { id: 'mine', clientId: 'ann' });
    expect(own.id).toBe('ann~mine');
    expect(await queue.add('t', 1, { id: 'mine', clientId: 'ann' })).toMatchObject({
      id: 'ann~mine',
      duplicate: true,
    });
    const guard = { idempotency: { key: 'i', fingerprint: 'f1' } };
    const once = await queue.submit({ type: 't' }, guard);
    expect(await queue.submit({ type: 't' }, guard)).toMatchObject({ id: once.id, duplicate: true });
    await expect(
      queue.submit({ type: 't' }, { idempotency: { key: 'i', fingerprint: 'f2' } }),
    ).rejects.toMatchObject({
      code: 'DUPLICATE_JOB',
    });
  });
});

describe('routing', () => {
  it('gives a job with requirements only to a worker that meets them', async () => {
    await queue.add('gpu', 1, { requires: { gpuMemoryMb: { gte: 24_000 }, zone: { in: ['eu', 'us'] } } });
    expect((await claims.claim(1)).jobs).toHaveLength(0);
    const able = new Claims(queue, {
      workerId: 'w2',
      leaseMs: 60_000,
      types: ['gpu'],
      labels: { gpuMemoryMb: 48_000, zone: 'eu' },
    });
    expect((await able.claim(1)).jobs).toHaveLength(1);
    await able.close();
  });

  it('refuses a 65th class', async () => {
    for (let n = 0; n < 64; n++) await queue.add(`type${n}`);
    await expect(queue.add('one-more')).rejects.toMatchObject({ code: 'TOO_MANY_CLASSES' });
  });
});

describe('a worker known to be dead', () => {
  it('loses its jobs at once, and only its own', async () => {
    const other = new Claims(queue, { workerId: 'w5', leaseMs: 60_000, types: '*' });
    const added = await queue.addMany([1, 2, 3, 4].map((payload) => ({ type: 't', payload })));
    const [first, ...rest] = (await claims.claim(3)).jobs;
    await claims.renew([first as ClaimedJob]);
    await other.claim(1);
    expect(await queue.forsake('w1')).toBe(3);
    const maintainer = new Maintainer(queue.connection);
    maintainer.start();
    const again: string[] = [];
    while (again.length < 3) {
      const { jobs } = await claims.claim(5);
      again.push(...jobs.map((job) => job.id));
      if (jobs.length === 0) await claims.waitForWork(false);
    }
    expect(again.sort()).toEqual(
      added
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    );
    const late = { kind: 'complete', id: rest[0]?.id ?? '', fence: rest[0]?.fence ?? 0, result: 1 } as const;
    expect(await claims.finish(late)).toBe('lease_lost');
    await maintainer.stop();
    await other.close();
  });
});

describe('maintenance', () => {
  it('promotes, expires and takes back jobs of dead workers until they are dead', async () => {
    const short = new Claims(queue, { workerId: 'w3', leaseMs: 30, types: '*' });
    const delayed = await queue.add('t', 'later', { delayMs: 40 });
    const hopeless = await queue.add('u', 'never', { expireMs: 30 });
    await queue.add('p', 'poison', { attempts: 2 });
    const maintainer = new Maintainer(queue.connection);
    maintainer.start();
    const only = new Claims(queue, { workerId: 'w4', leaseMs: 30, types: ['p'] });
    const attempts: number[] = [];
    while (attempts.length < 2) {
      const { jobs } = await only.claim(1);
      if (jobs[0]) attempts.push(jobs[0].attempt);
      else await only.waitForWork(false);
    }
    expect(attempts).toEqual([1, 2]);
    const poisoned = (await queue.list({ type: 'p' })).jobs[0]?.id as string;
    await expect(queue.result(poisoned)).rejects.toMatchObject({ code: 'WORKER_LOST' });
    await expect(queue.result(hopeless.id)).rejects.toMatchObject({ code: 'JOB_EXPIRED' });
    const { jobs } = await claims.claim(5);
    expect(jobs.map((job) => job.id)).toEqual([delayed.id]);
    await maintainer.stop();
    await Promise.all([short.close(), only.close()]);
  });
});
