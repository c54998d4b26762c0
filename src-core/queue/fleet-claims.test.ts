import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkAtRest } from '../../e2e/support/invariants';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { type AssignedJob, FleetClaims } from './fleet-claims';
import { FleetListener } from './fleet-listener';
import { Queue } from './queue';

let redis: TestRedis;
let queue: Queue;
let fleet: FleetClaims;
const gateway = 'gw-test';

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
  await queue.ready();
  fleet = new FleetClaims(queue, { gateway, leaseMs: 30_000 });
});
afterEach(async () => {
  await fleet.close();
  await queue.close();
});

const jobs = (count: number) => Array.from({ length: count }, (_, payload) => ({ type: 'work', payload }));
const pairs = (assigned: AssignedJob[]) => assigned.map(({ worker, job }) => [worker, job.payload]);
const events = async (kind: string) => {
  const rows = await queue.commands.xrange(queue.connection.keys.events, '-', '+');
  return rows.map(([, fields]) => fields).filter((fields) => fields[1] === kind);
};

describe('a claim for several workers', () => {
  it('gives each the job of its turn, first and later attempts alike', async () => {
    await queue.addMany(jobs(3));
    const first = await fleet.claim(['m:a', 'm:b'], [0]);
    expect(pairs(first.assigned)).toEqual([
      ['m:a', 0],
      ['m:b', 1],
    ]);
    for (const { job } of first.assigned)
      await fleet.finish({ kind: 'release', id: job.id, fence: job.fence });
    const second = await fleet.claim(['m:c', 'm:d', 'm:d', 'm:e'], [0]);
    expect(second.assigned.map(({ worker }) => worker)).toEqual(['m:c', 'm:d', 'm:d']);
    expect(second.assigned.map(({ job }) => job.payload).sort()).toEqual([0, 1, 2]);
    for (const { worker, job } of second.assigned) {
      expect((await queue.get(job.id))?.history.at(-1)).toMatchObject({ worker, fence: job.fence });
      await fleet.finish({ kind: 'complete', id: job.id, fence: job.fence, result: 1 });
    }
    await checkAtRest(queue.commands, queue.name);
  });

  it('names them in the feed, in the order of the jobs, and one name once', async () => {
    const added = await queue.addMany(jobs(5));
    const ids = added.map(({ id }) => id);
    const both = await fleet.claim(['m:a', 'm:b'], [0]);
    const one = await fleet.claim(['m:c', 'm:c', 'm:c'], [0]);
    const all = [...both.assigned, ...one.assigned];
    await Promise.all(
      all.map(({ job }) => fleet.finish({ kind: 'complete', id: job.id, fence: job.fence, result: 1 })),
    );
    expect((await events('claimed')).map(([, , , n, , shown, , who]) => [n, shown, who])).toEqual([
      ['2', ids.slice(0, 2).join(' '), 'm:a m:b'],
      ['3', ids.slice(2).join(' '), 'm:c'],
    ]);
    expect((await events('completed')).map(([, , , n, , shown, , who]) => [n, shown, who])).toEqual([
      ['5', ids.join(' '), 'm:a m:b m:c m:c m:c'],
    ]);
  });

  it('that is sent again answers the same', async () => {
    await queue.addMany(jobs(3));
    const args = ['session-1', 1, 'm:a m:b', 30_000, 2, ' 0 '];
    const first = (await queue.connection.scripts.run('claim', args)) as string[];
    const again = (await queue.connection.scripts.run('claim', args)) as string[];
    const idsOf = (raw: string[]) => raw.slice(4).filter((_, n) => n % 3 === 0);
    expect(idsOf(first)).toHaveLength(2);
    expect(idsOf(again)).toEqual(idsOf(first));
    expect(idsOf(first).map((id) => id.split(' ')[0])).toEqual(['m:a', 'm:b']);
    expect(await queue.counts()).toMatchObject({ active: 2, waiting: 1 });
  });
});

describe('what a gateway is asked about jobs it does not know', () => {
  it('follows from the fence: held, cancelled, or lost', async () => {
    await queue.addMany(jobs(2).map((job) => ({ ...job, timeoutMs: 1234 })));
    const { assigned } = await fleet.claim(['m:a', 'm:b'], [0]);
    const [one, two] = assigned.map(({ job }) => job);
    if (!one || !two) throw new Error('two jobs were added');
    await fleet.chunk(one, 1, '"x"');
    await fleet.chunk(one, 2, '"y"');
    await queue.cancel(two.id);
    const older = { id: one.id, fence: one.fence - 1 };
    expect(await fleet.held([one, two, older, { id: 'none', fence: 1 }])).toEqual([
      { worker: 'm:a', attempt: 1, timeoutMs: 1234, ranMs: expect.any(Number), chunks: 2 },
      'cancelled',
      'lost',
      'lost',
    ]);
  });
});

describe('messages for workers on sockets', () => {
  it('come to the gateway that has them, and to the newer one when they move', async () => {
    await queue.addMany(jobs(2));
    const listeners = [gateway, 'gw-other'].map((name) => new FleetListener(queue.connection, name));
    const other = new FleetClaims(queue, { gateway: 'gw-other', leaseMs: 30_000 });
    await fleet.route(['m:a', 'm:b']);
    const { assigned } = await fleet.claim(['m:a', 'm:b'], [0]);
    await other.route(['m:b']);
    const [first, second] = listeners as [FleetListener, FleetListener];
    for (const [n, listener] of [first, second].entries()) {
      const { id, fence } = (assigned[n] as AssignedJob).job;
      await queue.cancel(id);
      expect(await listener.hear([])).toEqual({ kind: 'cancelled', id, fence });
    }
    expect(await fleet.unroute(['m:a', 'm:b'])).toEqual(['m:a']);
    expect(await queue.commands.hgetall(queue.connection.keys.routes)).toEqual({ 'm:b': 'gw-other' });
    await other.unroute(['m:b']);
    await other.close();
    for (const listener of listeners) await listener.close();
    await checkAtRest(queue.commands, queue.name);
  });
});
