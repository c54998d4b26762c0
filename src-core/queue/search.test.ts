import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import type { JobRecord } from '../protocol/job';
import { jobStates } from '../protocol/job-state';
import { Claims } from './claims';
import { readFacts } from './facts';
import { Queue } from './queue';
import { rowParts } from './rows';
import { type SearchFilter, searchJobs, searchSize } from './search';

const total = 100_000;
/** What one step may ask of Redis: it is busy for no longer than that takes. */
const bound = { jobs: 1000, bytes: 1_000_000 };

let redis: TestRedis;
let queue: Queue;
let claims: Claims;
/** Jobs by where they end up: completed, dead, active, the rest waits. */
let ids: string[];

beforeAll(async () => {
  redis = await startTestRedis();
  queue = new Queue('large', { redis: redis.url, maxWaiting: null });
  claims = new Claims(queue, { workerId: 'w1', leaseMs: 600_000, types: '*' });
  await queue.setLimits({ keepFinished: total });
  const jobs = Array.from({ length: total }, (_, n) => ({
    type: n % 10 === 0 ? 'tenth' : 'other',
    payload: { n, text: n % 1000 === 7 ? `Needle ${n}` : 'hay' },
    priority: n % 3,
  }));
  ids = (await queue.addMany(jobs)).map(({ id }) => id);
  for (let done = 0; done < 40_000; ) {
    const { jobs: claimed } = await claims.claim(1000);
    await Promise.all(
      claimed.map(({ id, fence }, n) =>
        claims.finish(
          n % 2 === 0
            ? { kind: 'complete', id, fence, result: n }
            : {
                kind: 'fail',
                id,
                fence,
                error: { code: 'BOOM', message: `it broke at ${n}` },
                retryable: false,
              },
        ),
      ),
    );
    done += claimed.length;
  }
  const { jobs: first } = await claims.claim(300);
  await Promise.all(first.slice(0, 50).map(({ id, fence }) => claims.finish({ kind: 'release', id, fence })));
  await queue.addMany(
    Array.from({ length: 300 }, (_, n) => ({ type: 'later', payload: { n }, delayMs: 600_000 + n })),
  );
}, 60_000);

afterAll(async () => {
  await claims.close();
  await queue.close();
  await redis.stop();
});

/** Bytes Redis has answered with. */
async function answered(): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await queue.commands.info('stats'))?.[1]);
}

/** All that a search finds, and the most that one of its steps asked of Redis. */
async function search(filter: SearchFilter) {
  const found: string[] = [];
  const most = { jobs: 0, bytes: 0 };
  let [examined, steps, bytes] = [0, 0, await answered()];
  for await (const step of searchJobs(queue.connection, filter)) {
    const now = await answered();
    most.bytes = Math.max(most.bytes, now - bytes);
    most.jobs = Math.max(most.jobs, step.examined);
    bytes = now;
    found.push(...step.hits.map(({ id }) => id));
    examined += step.examined;
    steps += 1;
  }
  return { found, examined, steps, most };
}

function expectBounded(most: typeof bound): void {
  expect(most.jobs).toBeLessThanOrEqual(bound.jobs);
  expect(most.bytes).toBeLessThanOrEqual(bound.bytes);
}

describe('a search over 100,000 jobs', { timeout: 60_000 }, () => {
  it('finds text in payloads in every state, and no call holds Redis up', async () => {
    const { found, examined, steps, most } = await search({ search: 'needle' });
    expect(found).toHaveLength(100);
    expect(new Set(found)).toEqual(new Set(ids.filter((_, n) => n % 1000 === 7)));
    expect(examined).toBe(total + 300);
    expect(steps).toBeGreaterThan(500);
    expectBounded(most);
  });

  it('examines each job once in each state, and as many as it said', async () => {
    let sum = 0;
    for (const state of jobStates) {
      const { examined } = await search({ state, search: 'nothing like it' });
      expect(examined).toBe(await searchSize(queue.connection, { state }));
      sum += examined;
    }
    expect(sum).toBe(await searchSize(queue.connection, {}));
  });

  it('matches type, priority, worker, state and error together', async () => {
    const tenths = await search({ state: 'waiting', type: 'tenth', priority: 2 });
    expect(tenths.found.length).toBeGreaterThan(1000);
    expectBounded(tenths.most);
    const one = await queue.get(tenths.found[500] as string);
    expect(one).toMatchObject({ type: 'tenth', priority: 2, state: 'waiting' });
    expect((await search({ worker: 'w1', state: 'active' })).found).toHaveLength(250);
    expect((await search({ worker: 'w2' })).found).toEqual([]);
    expect((await search({ state: 'dead', error: 'boom it broke at 999' })).found).toHaveLength(40);
    expect((await search({ search: (ids[5] as string).toUpperCase() })).found).toContain(ids[5]);
  });

  it('reads nothing more once it is left', async () => {
    const calls = async () =>
      Number(/total_commands_processed:(\d+)/.exec(await queue.commands.info('stats'))?.[1]);
    for await (const { hits } of searchJobs(queue.connection, { state: 'waiting', type: 'other' }))
      if (hits.length > 0) break;
    const before = await calls();
    expect((await calls()) - before).toBe(1);
  });

  it('shows finished jobs newest first', async () => {
    const newest = await queue.list({ state: 'dead', limit: 300 });
    const found: string[] = [];
    for await (const { hits } of searchJobs(queue.connection, { state: 'dead' })) {
      found.push(...hits.map(({ id }) => id));
      if (found.length >= 300) break;
    }
    expect(found.slice(0, 300)).toEqual(newest.jobs.map(({ id }) => id));
  });
});

const alike = (a: JobRecord, b: JobRecord) =>
  a.type === b.type && a.priority === b.priority && a.attempt === 0 && b.attempt === 0;

describe('large payloads', () => {
  it('are read a few at a time', async () => {
    const heavy = new Queue('heavy', { redis: redis.url });
    try {
      const jobs = Array.from({ length: 40 }, (_, n) => ({
        type: 'x',
        payload: `${n} ${'x'.repeat(100_000)}`,
      }));
      const added = await heavy.addMany(jobs);
      const sizes: number[] = [];
      for await (const part of rowParts(
        heavy.connection,
        added.map(({ id }) => id),
      ))
        sizes.push(part.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(40);
      const found: string[] = [];
      for await (const { hits } of searchJobs(heavy.connection, { search: '39 xxx' }))
        found.push(...hits.map(({ id }) => id));
      expect(found).toEqual([added[39]?.id]);
      expect((await heavy.list({ limit: 40 })).jobs).toHaveLength(40);
    } finally {
      await heavy.close();
    }
  });
});

describe('the place of a waiting job', () => {
  it('is told by the jobs that go first', async () => {
    const [first] = (await queue.list({ state: 'waiting', limit: 1 })).jobs;
    expect((await readFacts(queue.connection, first as JobRecord)).ahead).toBe(0);
    const last = await queue.get(ids.at(-1) as string);
    expect((await readFacts(queue.connection, last as JobRecord)).ahead).toBeNull();
  });

  it('agrees with the order of claims', async () => {
    const small = new Queue('small', { redis: redis.url });
    const worker = new Claims(small, { workerId: 'w9', leaseMs: 60_000, types: '*' });
    try {
      for (const ageMs of [60_000, 0, 5]) {
        await small.setLimits({ ageMs });
        for (let n = 0; n < 20; n++) await small.add(n % 2 ? 'a' : 'b', n, { priority: (n * 7) % 10 });
        const { jobs: taken } = await worker.claim(5);
        await Promise.all(taken.map(({ id, fence }) => worker.finish({ kind: 'release', id, fence })));
        const waiting = (await small.list({ state: 'waiting', limit: 100 })).jobs;
        const ahead = new Map<string, number | null>();
        for (const job of waiting) ahead.set(job.id, (await readFacts(small.connection, job)).ahead);
        const { jobs } = await worker.claim(100);
        const order = jobs.map(({ id }) => waiting.find((job) => job.id === id) as JobRecord);
        const rank = ({ readyAt = 0, priority }: JobRecord) =>
          ageMs === 0 ? priority * 1e13 + readyAt : readyAt + priority * ageMs;
        // Of jobs of one rank those of the same place go first that came first; between places either may.
        const before = (job: JobRecord, n: number) =>
          order.filter(
            (other, m) =>
              rank(other) < rank(job) || (m < n && rank(other) === rank(job) && alike(other, job)),
          ).length;
        expect(order.map(({ id }) => ahead.get(id))).toEqual(order.map(before));
        expect(order.map(rank)).toEqual(order.map(rank).sort((a, b) => a - b));
        await Promise.all(
          jobs.map(({ id, fence }) => worker.finish({ kind: 'complete', id, fence, result: 1 })),
        );
      }
    } finally {
      await worker.close();
      await small.close();
    }
  });
});
