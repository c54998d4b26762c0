import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../../e2e/support/redis';
import { Claims } from '../../../src-core/queue/claims';
import { Queue } from '../../../src-core/queue/queue';
import { Auditor } from './auditor';
import type { FrameRecord } from './frame-record';

let redis: TestRedis;
let queue: Queue;
let auditor: Auditor;
let finished: boolean;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  queue = new Queue(`audit-${randomBytes(4).toString('hex')}`, { redis: redis.url });
  await queue.ready();
  auditor = new Auditor({
    target: { redisUrl: redis.url, queue: queue.name },
    assertions: { lost: 0, duplicated: 0, completionRate: 1, maxDepth: 3, p95Wait: 1000, invariants: true },
    planned: 1,
  });
  await auditor.start();
  finished = false;
});
afterEach(async () => {
  if (!finished) await auditor.finish();
  await queue.close();
});

async function finish() {
  finished = true;
  return await auditor.finish();
}

type Frame = FrameRecord['frame'];
const now = () => Date.now();

function worker(direction: 'in' | 'out', frame: Frame, actor = 'm1', at = now()): void {
  auditor.frame({ at, actor, role: 'worker', direction, frame });
}
function client(direction: 'in' | 'out', frame: Frame, actor = 'c1', at = now()): void {
  auditor.frame({ at, actor, role: 'client', direction, frame });
}
function assign(id: string, fence: number, actor = 'm1', attempt = 1, at = now()): void {
  const job = { id, type: 'render', payload: null, attempt, timeoutMs: 1000 };
  worker('out', { type: 'job_assigned', job, workerId: `${actor}:gpu0`, fence, deadline: at }, actor, at);
}
function complete(id: string, fence: number, answer: 'accepted' | 'rejected', actor = 'm1'): void {
  worker('in', { type: 'job_complete', jobId: id, fence, result: 1 }, actor);
  worker('out', { type: answer, jobId: id, fence, code: 'LEASE_LOST' }, actor);
}
const stateOf = (id: string) => auditor.assertions().find((each) => each.id === id);
const breaches = () =>
  auditor
    .assertions()
    .filter(({ state }) => state === 'broken')
    .map(({ id }) => id);

/** A job that the queue really has, claimed by a worker of this name. */
async function claimed(name: string, leaseMs = 60_000) {
  const claims = new Claims(queue, { workerId: name, leaseMs, types: ['render'] });
  const { jobs } = await claims.claim(1);
  return { claims, job: jobs[0] };
}

describe('a run without a fault', () => {
  it('holds every assertion, and counts', async () => {
    const { id } = await queue.add('render', {});
    auditor.accepted(id, now() - 5);
    const { claims, job } = await claimed('m1:gpu0');
    assign(id, job?.fence as number);
    await claims.finish({ kind: 'complete', id, fence: job?.fence as number, result: 1 });
    complete(id, job?.fence as number, 'accepted');
    client('out', { type: 'job_state', jobId: id, state: 'active', attempt: 1, at: 0 });
    client('out', { type: 'job_chunk', jobId: id, attempt: 1, seq: 1, data: 0 });
    client('out', { type: 'job_chunk', jobId: id, attempt: 1, seq: 2, data: 0 });
    client('out', { type: 'job_state', jobId: id, state: 'completed', attempt: 1, at: 0 });
    client('out', { type: 'job_result', jobId: id, result: 1 });
    expect(auditor.unfinished()).toBe(0);
    expect(auditor.waits()?.max).toBeGreaterThanOrEqual(5);
    await claims.close();
    const { assertions, violations } = await finish();
    expect(violations).toEqual([]);
    expect(assertions.map(({ id, state }) => [id, state])).toEqual(
      ['lost', 'duplicated', 'p95Wait', 'completionRate', 'maxDepth', 'I1', 'I2', 'I3', 'I4', 'I5', 'I6'].map(
        (each) => [each, 'holds'],
      ),
    );
    expect(auditor.counts()).toMatchObject({ accepted: 1, completed: 1, lost: 0, waiting: 0, active: 0 });
  });
});

describe('I1', () => {
  it('tells of a job that Redis does not know and that never ended', async () => {
    auditor.accepted('vanished', now());
    const { assertions, violations } = await finish();
    expect(violations).toMatchObject([{ invariant: 'I1', jobId: 'vanished' }]);
    expect(assertions.find(({ id }) => id === 'lost')).toMatchObject({ state: 'broken', value: '1 lost' });
  });

  it('tells of a job that is still waiting at the end as lost, but known', async () => {
    const { id } = await queue.add('render', {});
    auditor.accepted(id, now());
    const { assertions, violations } = await finish();
    expect(violations).toEqual([]);
    const states = Object.fromEntries(assertions.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ lost: 'broken', I1: 'holds', I5: 'pending' });
  });

  it('finds the end of a job that nobody was told of', async () => {
    const { id } = await queue.add('render', {});
    auditor.accepted(id, now());
    await queue.cancel(id);
    await finish();
    expect(auditor.counts()).toMatchObject({ cancelled: 1, lost: 0 });
  });
});

describe('I2', () => {
  it.each([
    [
      'two completions are accepted',
      () => [complete('j', 1, 'accepted'), complete('j', 2, 'accepted', 'm2')],
    ],
    ['one fence is completed twice', () => [complete('j', 2, 'accepted'), complete('j', 2, 'accepted')]],
    ['a completion under an old fence is accepted', () => [complete('j', 1, 'accepted')]],
    ['a completion under a fence that nobody was given is accepted', () => [complete('j', 9, 'accepted')]],
    [
      'clients are told two results',
      () => [
        client('out', { type: 'job_result', jobId: 'j', result: 1 }),
        client('out', { type: 'job_result', jobId: 'j', result: 2 }, 'c2'),
      ],
    ],
    [
      'a client is told its result twice',
      () => [
        client('out', { type: 'job_result', jobId: 'j', result: 1 }),
        client('out', { type: 'job_result', jobId: 'j', result: 1 }),
      ],
    ],
  ])('is broken when %s', (_what, act) => {
    auditor.accepted('j', now());
    assign('j', 1, 'm1');
    assign('j', 2, 'm2', 2);
    act();
    expect(breaches()).toEqual(['duplicated', 'I2']);
    expect(auditor.counts()).toMatchObject({ duplicated: 1, retries: 1 });
  });

  it('is broken when two workers are given one fence', () => {
    assign('j', 1, 'm1');
    assign('j', 1, 'm2');
    expect(breaches()).toEqual(['I2']);
  });

  it('holds when the old fence is refused, and counts that', () => {
    auditor.accepted('j', now());
    assign('j', 1, 'm1');
    assign('j', 2, 'm2', 2);
    complete('j', 1, 'rejected');
    complete('j', 2, 'accepted', 'm2');
    complete('j', 2, 'rejected', 'm2');
    expect(breaches()).toEqual([]);
    expect(auditor.counts()).toMatchObject({ fenced: 2, completed: 1, duplicated: 0 });
  });

  it('holds when a client asks again and is told again', () => {
    client('out', { type: 'job_result', jobId: 'j', result: 1 });
    client('in', { type: 'watch_job', jobId: 'j' });
    client('out', { type: 'job_result', jobId: 'j', result: 1 });
    expect(breaches()).toEqual([]);
  });
});

describe('I3', () => {
  it('is broken when a finished job is told to be active', () => {
    client('out', { type: 'job_state', jobId: 'j', state: 'cancelled', attempt: 0, at: 0 });
    client('out', { type: 'job_state', jobId: 'j', state: 'active', attempt: 1, at: 0 });
    expect(breaches()).toEqual(['I3']);
  });

  it('is broken when one job has two ends', () => {
    auditor.accepted('j', now());
    assign('j', 1);
    complete('j', 1, 'accepted');
    client('out', { type: 'job_state', jobId: 'j', state: 'cancelled', attempt: 1, at: 0 });
    expect(breaches()).toEqual(['I3']);
  });

  it('is broken when a recorded life leaves the table', async () => {
    const { id } = await queue.add('render', {});
    auditor.accepted(id, now());
    const { claims, job } = await claimed('m1:gpu0');
    await claims.finish({ kind: 'complete', id, fence: job?.fence as number, result: 1 });
    await claims.close();
    const key = queue.connection.keys.job(id);
    // A second attempt after the one that completed.
    const [field, text] =
      Object.entries(await queue.commands.hgetall(key)).find(([name]) => /^a\d+$/.test(name)) ?? [];
    const next = (text as string).replace(/^1 /, '2 ');
    await queue.commands.hset(key, `a${Number(field?.slice(1)) + 1}`, next);
    const { violations } = await finish();
    expect(new Set(violations.map(({ invariant }) => invariant))).toEqual(new Set(['I2', 'I3']));
  });
});

describe('I4', () => {
  const chunk = (attempt: number, seq: number) =>
    client('out', { type: 'job_chunk', jobId: 'j', attempt, seq, data: 0 });
  it.each([
    ['a chunk is missing', () => [chunk(1, 1), chunk(1, 3)]],
    ['a chunk comes twice', () => [chunk(1, 1), chunk(1, 1)]],
    ['the first is missing', () => [chunk(1, 2)]],
    ['a new attempt begins without a word', () => [chunk(1, 1), chunk(2, 1)]],
    [
      'a client that resumes misses one',
      () => [
        chunk(1, 1),
        client('in', { type: 'resume', jobs: [{ jobId: 'j', attempt: 1, afterSeq: 1 }] }),
        chunk(1, 3),
      ],
    ],
  ])('is broken when %s', (_what, act) => {
    act();
    expect(breaches()).toEqual(['I4']);
  });

  it('holds over attempts, resumes and trimmed streams', () => {
    chunk(1, 1);
    client('out', { type: 'stream_reset', jobId: 'j', attempt: 2 });
    chunk(2, 1);
    chunk(2, 2);
    client('in', { type: 'resume', jobs: [{ jobId: 'j', attempt: 2, afterSeq: 1 }] });
    chunk(2, 2);
    client('out', { type: 'stream_trimmed', jobId: 'j', attempt: 2, firstSeq: 9 });
    chunk(2, 9);
    client('in', { type: 'watch_job', jobId: 'j' });
    chunk(2, 1);
    expect(breaches()).toEqual([]);
  });
});

it('I5 is broken when something is left over at rest', async () => {
  await queue.commands.hset(`${queue.connection.keys.prefix}held`, 'gone', '{}');
  const { violations } = await finish();
  expect(violations).toMatchObject([{ invariant: 'I5', text: 'held is left over' }]);
});

describe('I6', () => {
  async function submitted(id: string, at: number): Promise<void> {
    client('in', { type: 'submit_job', job: { id, type: 'render' } });
    auditor.accepted(id, at);
  }

  it('is broken when a job is started long before an older one of its class', async () => {
    await queue.add('render', {}, { id: 'new' });
    await queue.add('render', {}, { id: 'old' });
    // As if the one had been there for a minute and was overlooked.
    const { places } = queue.connection.keys;
    const place = (await queue.commands.hget(places, 'old')) as string;
    await queue.commands.hset(
      places,
      'old',
      place.replace(/ (\d{13}) /, (_, at) => ` ${Number(at) - 60_000} `),
    );
    await submitted('old', now() - 60_000);
    await submitted('new', now() - 10);
    const { claims, job } = await claimed('m1:gpu0');
    expect(job?.id).toBe('new');
    assign('new', job?.fence as number);
    const { violations } = await finish();
    await claims.close();
    expect(violations).toMatchObject([{ invariant: 'I6', jobId: 'old' }]);
  });

  it('holds when frames are late but Redis started them in order', async () => {
    await queue.add('render', {}, { id: 'old' });
    await queue.add('render', {}, { id: 'new' });
    await submitted('old', now() - 60_000);
    await submitted('new', now() - 10);
    const first = await claimed('m1:gpu0');
    const second = await claimed('m2:gpu0');
    assign('new', second.job?.fence as number, 'm2');
    assign('old', first.job?.fence as number, 'm1');
    const { violations } = await finish();
    await Promise.all([first.claims.close(), second.claims.close()]);
    expect(violations).toEqual([]);
  });
});

describe('assertions', () => {
  it('fail at once when they cannot recover', () => {
    auditor.accepted('j', now() - 5000);
    assign('j', 1);
    client('out', { type: 'job_error', jobId: 'j', error: { code: 'X', message: '' }, willRetry: false });
    expect(stateOf('completionRate')).toMatchObject({ state: 'broken', value: '0 %' });
    // This one could still be mended by shorter waits.
    expect(stateOf('p95Wait')).toMatchObject({ state: 'pending', value: '5 s' });
  });

  it('a dead job is not lost', async () => {
    const { id } = await queue.add('render', {}, { attempts: 1 });
    auditor.accepted(id, now());
    const { claims, job } = await claimed('m1:gpu0');
    const error = { code: 'X', message: 'x' };
    await claims.finish({ kind: 'fail', id, fence: job?.fence as number, error, retryable: true });
    await claims.close();
    await finish();
    expect(auditor.counts()).toMatchObject({ dead: 1, lost: 0 });
  });
});

it('a lease that nobody takes back is told as a lost job', async () => {
  const { id } = await queue.add('render', {});
  auditor.accepted(id, now());
  const { claims, job } = await claimed('m1:gpu0');
  expect(job?.id).toBe(id);
  await queue.commands.zadd(queue.connection.keys.leases, now() - 60_000, `j:${id}`);
  const { violations } = await finish();
  await claims.close();
  expect(violations).toMatchObject([{ invariant: 'I1', jobId: id }]);
});
