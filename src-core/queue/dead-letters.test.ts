import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { untilAfter } from '../../e2e/support/command-feed';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { undoMs } from '../protocol/dead-letters';
import type { JobError } from '../protocol/job';
import { Claims } from './claims';
import { DeadLetters } from './dead-letters';
import { Maintainer } from './maintainer';
import { workThrough, type ManyJobs } from './many-jobs';
import { Queue } from './queue';
import type { NewJob } from './types';

let redis: TestRedis;
let queue: Queue;
let claims: Claims;
let dead: DeadLetters;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

beforeEach(() => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
  claims = new Claims(queue, {
    workerId: 'rig:gpu0',
    leaseMs: 60_000,
    types: '*',
    labels: { gpuMemoryMb: 24_000, zone: 'eu' },
  });
  dead = new DeadLetters(queue.connection);
});
afterEach(async () => {
  await claims.close();
  await queue.close();
});

/** Adds jobs and fails each for good with the error `why` gives it; the others complete. */
async function runAll(jobs: NewJob[], why: (n: number) => JobError | null): Promise<string[]> {
  const ids = (await queue.addMany(jobs)).map(({ id }) => id);
  const order = new Map(ids.map((id, n) => [id, n]));
  for (let left = ids.length; left > 0; ) {
    const { jobs: claimed } = await claims.claim(500);
    await Promise.all(
      claimed.map(({ id, fence }) => {
        const error = why(order.get(id) as number);
        if (!error) return claims.finish({ kind: 'complete', id, fence, result: null });
        return claims.finish({ kind: 'fail', id, fence, error, retryable: false });
      }),
    );
    left -= claimed.length;
  }
  return ids;
}

/** Resolves when `condition` holds, looked at after each round of maintenance, which ends with the leader's name. */
function untilMaintained(condition: () => Promise<boolean>): Promise<void> {
  const { leader } = queue.connection.keys;
  return untilAfter(redis.port, ([name, key]) => name === 'SET' && key === leader, condition);
}

async function runThrough(work: ManyJobs): Promise<{ done: number; skipped: number }> {
  const sum = { done: 0, skipped: 0 };
  const onSlice = ({ done, skipped }: { done: number; skipped: number }) => {
    sum.done += done;
    sum.skipped += skipped;
  };
  await workThrough(work, { rate: null, signal: new AbortController().signal, onSlice });
  return sum;
}

async function exported(group?: string): Promise<string> {
  let text = '';
  for await (const part of dead.export(group)) text += part.text;
  return text;
}

/** The text in small pieces, so that lines and characters are cut anywhere. */
async function* inPieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const errors: JobError[] = [
  { code: 'UPSTREAM_ERROR', message: 'connect ECONNREFUSED 10.0.0.1:8080' },
  { code: 'JOB_FAILED', message: 'no row 17 in "points"' },
  { code: 'JOB_TIMEOUT', message: 'ran longer than 90000 ms' },
];

describe('error groups', () => {
  it('show 12 failures in 3 groups among 5,000 jobs at a glance', async () => {
    const failing = new Map([500, 900, 1400, 1401, 1402, 2000, 2500, 3000, 3500, 4000, 4500, 4999].entries());
    const kinds = new Map([...failing].map(([n, at]) => [at, n < 7 ? 0 : n < 10 ? 1 : 2]));
    await runAll(
      Array.from({ length: 5000 }, (_, n) => ({ type: n % 2 ? 'odd' : 'even', payload: { n } })),
      (n) => {
        const error = errors[kinds.get(n) ?? -1];
        return error ? { ...error, message: error.message.replace(/17|8080/, String(n)) } : null;
      },
    );
    const { groups, total } = await dead.groups();
    expect(total).toBe(3);
    const byCode = Object.fromEntries(groups.map((group) => [group.code, group]));
    expect(Object.fromEntries(groups.map(({ code, count }) => [code, count]))).toEqual({
      UPSTREAM_ERROR: 7,
      JOB_FAILED: 3,
      JOB_TIMEOUT: 2,
    });
    const upstream = byCode.UPSTREAM_ERROR;
    expect(upstream).toMatchObject({
      queue: queue.name,
      message: 'connect ECONNREFUSED 10.0.0.1:500',
      types: { even: 6, odd: 1 },
      workers: { 'rig:gpu0': 7 },
    });
    for (const group of groups) {
      expect(group.timeline).toHaveLength(24);
      expect(group.timeline.reduce((sum, n) => sum + n, 0)).toBe(group.count);
      expect(group.firstAt <= group.lastAt).toBe(true);
    }
    expect(groups.map(({ lastAt }) => lastAt)).toEqual(
      groups
        .map(({ lastAt }) => lastAt)
        .sort()
        .reverse(),
    );
    expect(await dead.group(upstream?.fingerprint ?? '')).toEqual(upstream);
    expect(await dead.group('nosuch')).toBeNull();
  });

  it('spread a group over time, and read again only what changed', async () => {
    const [first] = await runAll([{ type: 'x', payload: 1 }], () => errors[0] as JobError);
    const [group] = (await dead.groups()).groups;
    const key = queue.connection.keys.group(group?.fingerprint ?? '');
    const lastAt = Date.parse(group?.lastAt ?? '');
    for (let n = 1; n <= 240; n++) await queue.commands.zadd(key, lastAt - n * 1000, `ghost${n}`);
    const [spread] = (await dead.groups()).groups;
    expect(spread).toMatchObject({ count: 241, lastAt: group?.lastAt, workers: { 'rig:gpu0': 1 } });
    expect(spread?.timeline).toEqual([...Array(23).fill(10), 11]);
    expect((await dead.groups()).groups[0]).toBe(spread);
    await queue.commands.zrem(key, first as string);
    expect((await dead.groups()).groups[0]).toMatchObject({ count: 240 });
  });

  it('keep a large group in sight among hundreds of newer ones', async () => {
    const error = (message: string): JobError => ({ code: 'JOB_FAILED', message });
    const jobs = (count: number): NewJob[] => Array.from({ length: count }, () => ({ type: 'render' }));
    await runAll(jobs(20), () => error('the printer is out of paper'));
    // Letters, because numbers do not tell groups apart.
    const word = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    await runAll(jobs(220), (n) => error(`no ${word(n)} today`));
    const { groups, total } = await dead.groups();
    expect([groups.length, total]).toEqual([200, 221]);
    expect(groups.filter(({ count }) => count === 20)).toHaveLength(1);
  });
});

describe('dead letters', () => {
  it('are listed newest first, page by page, also of one group', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++)
      ids.push(...(await runAll([{ type: 'x', payload: n }], () => errors[n % 2] as JobError)));
    const first = await dead.list({ limit: 3 });
    const second = await dead.list({ limit: 3, cursor: first.cursor ?? '' });
    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids.reverse());
    expect(second.cursor).toBeNull();
    const group = (await dead.groups()).groups.find(({ code }) => code === 'JOB_FAILED');
    const page = await dead.list({ limit: 10, group: group?.fingerprint ?? '' });
    expect(page.jobs.map(({ payload }) => payload)).toEqual([3, 1]);
  });

  it('are sent again by group, and those that die meanwhile are left alone', async () => {
    await runAll(
      Array.from({ length: 250 }, (_, n) => ({ type: 'x', payload: n })),
      (n) => errors[n < 240 ? 0 : 1] as JobError,
    );
    const { groups } = await dead.groups();
    const upstream = groups.find(({ code }) => code === 'UPSTREAM_ERROR');
    const work = await dead.oldest(upstream?.fingerprint, dead.requeueing('test'));
    expect(work.total).toBe(240);
    await runAll([{ type: 'x', payload: 'later' }], () => errors[0] as JobError);
    // It died in the same millisecond at the earliest: make sure that it is later.
    const key = queue.connection.keys.group(upstream?.fingerprint ?? '');
    const [newest = ''] = await queue.commands.zrange(key, -1, '-1');
    await queue.commands.zincrby(key, 10, newest);
    expect(await runThrough(work)).toEqual({ done: 240, skipped: 0 });
    expect(await queue.counts()).toMatchObject({ waiting: 240, dead: 11 });
    expect((await dead.list({ limit: 50 })).jobs.map(({ payload }) => payload)).toContain('later');
  });

  it('can be put away and brought back, each act for itself', async () => {
    const ids = await runAll(
      Array.from({ length: 130 }, (_, n) => ({ type: 'x', payload: n })),
      (n) => errors[n % 2] as JobError,
    );
    const before = await dead.groups();
    const removeAt = (await dead.now()) + undoMs;
    expect(await dead.discarding(removeAt, 'test')([ids[0] as string, 'nosuch', ids[1] as string])).toEqual([
      'a',
      '',
      'a',
    ]);
    const rest = await dead.oldest(undefined, dead.discarding(removeAt + 1, 'test'));
    expect(await runThrough(rest)).toEqual({ done: 128, skipped: 0 });
    expect(await dead.groups()).toEqual({ groups: [], total: 0 });
    expect(await queue.counts()).toMatchObject({ dead: 0 });
    await expect(queue.retry(ids[0] as string)).rejects.toMatchObject({ code: 'INVALID_STATE' });

    const back = await dead.restoring(removeAt + 1, 'test');
    expect(back.total).toBe(128);
    expect(await runThrough(back)).toEqual({ done: 128, skipped: 0 });
    expect(await queue.counts()).toMatchObject({ dead: 128 });
    await runThrough(await dead.restoring(removeAt, 'test'));
    const after = await dead.groups();
    const sorted = ({ groups }: typeof after) => groups.sort((a, b) => a.code.localeCompare(b.code));
    expect(sorted(after)).toEqual(sorted(before));
    expect(await queue.commands.exists(queue.connection.keys.discarded)).toBe(0);
  });

  it('that were put away are gone for good when their time is over', async () => {
    const ids = await runAll([{ type: 'x', payload: 1 }], () => errors[0] as JobError);
    const maintainer = new Maintainer(queue.connection);
    await dead.discarding((await dead.now()) + 30, 'test')(ids);
    maintainer.start();
    try {
      await untilMaintained(async () => (await queue.get(ids[0] as string)) === null);
      const keys = await queue.commands.keys(`sb:{${queue.name}}:*`);
      expect(keys.filter((key) => /:(job:|discarded|dead|group|extras)/.test(key))).toEqual([]);
    } finally {
      await maintainer.stop();
    }
  });

  it('get another payload, and only while they are dead', async () => {
    const [id = ''] = await runAll(
      [{ type: 'x', payload: { bad: true }, labels: { a: 1 } }],
      () => errors[0] as JobError,
    );
    await dead.edit(id, { good: [1, 'ä'] }, 'ada');
    const edited = await queue.get(id);
    expect(edited).toMatchObject({ payload: { good: [1, 'ä'] }, labels: { a: 1 }, state: 'dead' });
    expect((await queue.trace(id))?.events).toContainEqual(
      expect.objectContaining({ kind: 'log', detail: 'The payload was changed by ada' }),
    );
    await expect(dead.edit(id, 'x'.repeat(1_100_000), 'ada')).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await queue.retry(id);
    await expect(dead.edit(id, 1, 'ada')).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(dead.edit('nosuch', 1, 'ada')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    const { jobs } = await claims.claim(1);
    expect(jobs[0]).toMatchObject({ id, payload: { good: [1, 'ä'] } });
  });
});

describe('an export', () => {
  const all: NewJob[] = [
    { type: 'plain', payload: null },
    {
      type: 'x',
      payload: { 'ä"\n\\': [1, 2.5, -0, 1e21, ''], __proto__x: '\u2028' },
      id: 'mine',
      clientId: 'web',
    },
    { type: 'x', payload: 'y', requires: { gpuMemoryMb: { gte: 24_000 }, zone: { in: ['us', 'eu'] } } },
    { type: 'x', payload: 1, priority: 0, attempts: 2, timeoutMs: 5, keepMs: 0, labels: { 'd"': 'x', n: 1 } },
    {
      type: 'x',
      payload: [],
      backoff: { kind: 'fixed', baseMs: 5 },
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    },
    { type: 'x', payload: 'z'.repeat(500_000), dedupeKey: 'k', expireMs: 100_000 },
  ];

  it('comes back byte for byte after everything was lost', async () => {
    const ids = await runAll(all, (n) => ({ ...(errors[n % 3] as JobError), stack: `Error\n  at ${n}` }));
    await queue.retry(ids[0] as string, 'first try');
    const { jobs } = await claims.claim(1);
    const { id, fence } = jobs[0] as (typeof jobs)[0];
    await claims.progress(id, fence, 40, 'nearly');
    await claims.finish({ kind: 'fail', id, fence, error: errors[2] as JobError, retryable: false });
    const records = await Promise.all(ids.map((one) => queue.get(one)));
    const groups = await dead.groups();
    const before = await exported();
    expect(before.trim().split('\n')).toHaveLength(all.length);

    await queue.commands.flushall();
    expect(await dead.import(inPieces(before))).toEqual({ imported: all.length, duplicates: 0, refused: [] });
    expect(await exported()).toBe(before);
    expect(await Promise.all(ids.map((one) => queue.get(one)))).toEqual(records);
    expect(await new DeadLetters(queue.connection).groups()).toEqual(groups);
    expect(await queue.counts()).toMatchObject({ dead: all.length, waiting: 0 });
    expect(await dead.import(inPieces(before, 65_536))).toMatchObject({
      imported: 0,
      duplicates: all.length,
    });

    // What came back can be sent again like any other.
    await runThrough(await dead.oldest(undefined, dead.requeueing('test')));
    queue.classes.clear();
    const again = new Claims(queue, {
      workerId: 'w2',
      leaseMs: 60_000,
      types: '*',
      labels: { gpuMemoryMb: 24_000, zone: 'eu' },
    });
    const taken = (await again.claim(10)).jobs;
    const texts = (jobs: { payload?: unknown }[]) => jobs.map((job) => JSON.stringify(job.payload)).sort();
    expect(texts(taken).join() === texts(all).join()).toBe(true);
    for (const job of taken)
      await again.finish({ kind: 'complete', id: job.id, fence: job.fence, result: 1 });
    await again.close();
  });

  it('of one group has only its jobs', async () => {
    await runAll(all, (n) => errors[n % 3] as JobError);
    const group = (await dead.groups()).groups.find(({ code }) => code === 'JOB_TIMEOUT');
    const lines = (await exported(group?.fingerprint)).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).error.code)).toEqual(['JOB_TIMEOUT', 'JOB_TIMEOUT']);
  });

  it('is checked line by line when it comes back', async () => {
    await runAll([{ type: 'x', payload: 1 }], () => errors[0] as JobError);
    const good = JSON.parse(await exported()) as Record<string, unknown>;
    await queue.commands.flushall();
    const long = ' '.repeat(4_300_000);
    const text = [
      JSON.stringify(good),
      '',
      '{"not": json}',
      JSON.stringify({ ...good, id: 'a', state: 'waiting' }),
      JSON.stringify({ ...good, id: 'b', finishedAt: undefined }),
      JSON.stringify({ ...good, id: 'c', attempts: 1000 }),
      JSON.stringify({ ...good, id: 'd', payload: 'x'.repeat(1_100_000) }),
      long,
      JSON.stringify({ ...good, id: 'white space' }),
      JSON.stringify({ ...good, id: 'last', unknown: 'field' }),
    ].join('\r\n');
    const answer = await dead.import(inPieces(text, 100_000));
    expect(answer).toMatchObject({ imported: 2, duplicates: 0 });
    expect(answer.refused.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const said = answer.refused.map(({ message }) => message).join('\n');
    for (const words of [
      'not JSON',
      'state:',
      'finishedAt:',
      'attempts:',
      'over the limit',
      'longer than',
      'id:',
    ])
      expect(said).toContain(words);
    expect(await dead.import(inPieces('x\n'.repeat(1200), 999))).toMatchObject({ refusedMore: 200 });
  });

  it('older than dead jobs are kept stays a day', async () => {
    await runAll([{ type: 'x', payload: 1 }], () => errors[0] as JobError);
    const line = JSON.parse(await exported()) as { id: string };
    await queue.commands.flushall();
    await dead.import(inPieces(JSON.stringify({ ...line, createdAt: 1000, finishedAt: 2000 })));
    const maintainer = new Maintainer(queue.connection);
    maintainer.start();
    try {
      await untilMaintained(async () => (await queue.commands.exists(queue.connection.keys.leader)) === 1);
      expect(await queue.get(line.id)).toMatchObject({ state: 'dead', finishedAt: 2000 });
    } finally {
      await maintainer.stop();
    }
  });
});
