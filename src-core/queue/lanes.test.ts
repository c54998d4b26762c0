import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkAtRest } from '../../e2e/support/invariants';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Claims } from './claims';
import { Queue } from './queue';

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

const add = (count: number, priority = 5) =>
  queue.addMany(
    Array.from({ length: count }, (_, n) => ({ type: 'echo', payload: { n }, priority, keepMs: 0 })),
  );

async function claimAndFinish(max: number): Promise<number[]> {
  const { jobs } = await claims.claim(max);
  await Promise.all(
    jobs.map(({ id, fence }) => claims.finish({ kind: 'complete', id, fence, result: null })),
  );
  return jobs.map(({ payload }) => (payload as { n: number }).n);
}

// A job that leaves a lane anywhere but at its front leaves a blank.
describe('a lane with blanks', () => {
  it('gives out what is left in order, however many blanks lie between, and keeps nothing', async () => {
    const jobs = await add(2600);
    const stay = new Set([0, 3, 1700, 2599]);
    await Promise.all(jobs.map(({ id }, n) => (stay.has(n) ? null : queue.cancel(id))));
    expect((await queue.status()).byPriority).toEqual({ 5: 4 });
    expect(await claimAndFinish(2)).toEqual([0, 3]);
    expect(await claimAndFinish(10)).toEqual([1700, 2599]);
    expect(await queue.counts()).toMatchObject({ waiting: 0, active: 0 });
    await checkAtRest(queue.commands, queue.name);
  });

  it('finds each job that waits, before and after others left', async () => {
    const jobs = await add(50);
    await claimAndFinish(7);
    await queue.cancel(jobs[20]?.id as string);
    await add(5);
    const payloads = await Promise.all(jobs.slice(7).map(async ({ id }) => (await queue.get(id))?.payload));
    const ought = jobs.slice(7).map((_, index) => (index + 7 === 20 ? undefined : { n: index + 7 }));
    expect(payloads).toEqual(ought);
  });

  it('is gone when its last job is cancelled, and begins anew', async () => {
    const [first, second] = await add(2);
    await queue.cancel(second?.id as string);
    await queue.cancel(first?.id as string);
    await checkAtRest(queue.commands, queue.name);
    await add(3);
    expect(await claimAndFinish(5)).toEqual([0, 1, 2]);
  });

  it('is listed and purged like any other', async () => {
    const jobs = await add(700);
    for (const { id } of jobs.slice(100, 650)) await queue.cancel(id);
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queue.list({ state: 'waiting', limit: 60, ...(cursor && { cursor }) });
      listed.push(...page.jobs.map((job) => job.id));
      cursor = page.cursor ?? undefined;
    } while (cursor);
    expect(listed).toEqual([...jobs.slice(0, 100), ...jobs.slice(650)].map(({ id }) => id));
    expect(await queue.purge('waiting')).toBe(150);
    await checkAtRest(queue.commands, queue.name);
  });

  it('keeps the order over priorities', async () => {
    const late = await add(3, 7);
    await add(2, 1);
    await queue.cancel(late[1]?.id as string);
    expect(await claimAndFinish(10)).toEqual([0, 1, 0, 2]);
  });
});
