import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StatsAnswer, type StatsPoint, statsAnswerSchema } from '../../../src-core/protocol/statistics';
import { HandWorker, Rig } from '../testing/rig.fixture';
import { StatsHistory } from './stats-history';
import { stepsOf } from './stats-steps';
import { sumQueues } from './stats-sum';
import { statsPoint } from '../../../src-core/protocol/statistics.fixture';

const minute = 60_000;
const hour = 60 * minute;
let rig: Rig;

beforeAll(async () => {
  rig = await Rig.start();
});
afterAll(() => rig.stop());

const token = 'admin-token';

async function stats(query: string): Promise<StatsAnswer> {
  const response = await rig.fetch(`/stats?${query}`, { token });
  return statsAnswerSchema.parse(await response.json());
}

/** Writes what the engine would have counted in one step. */
async function keep(step: 's' | 'm', at: number, fields: Record<string, number>): Promise<void> {
  const { client, keys } = rig.queue().connection;
  await client.hset(keys.stats(step, Math.floor(at / (step === 's' ? 10_000 : minute))), fields);
}

const sums = (points: StatsPoint[], of: (point: StatsPoint) => number) =>
  points.reduce((sum, point) => sum + of(point), 0);

describe('GET /stats', () => {
  it('tells what just happened, in steps of 10 s', async () => {
    const worker = new HandWorker(rig.queue());
    for (const n of [1, 2, 3]) await rig.queue().add('work', n);
    await worker.complete(await worker.take(), 1);
    await worker.fail(await worker.take(), 'BROKEN', 'it broke');
    const { stepMs, points } = await stats(`queue=${rig.queueName}&from=${Date.now() - 5 * minute}`);
    expect(stepMs).toBe(10_000);
    expect(points.length).toBeGreaterThanOrEqual(30);
    expect(points.length).toBeLessThanOrEqual(32);
    expect(
      points.every(({ at }, i) => at % 10_000 === 0 && at === (points[0] as StatsPoint).at + i * 10_000),
    );
    const [added, started, completed, dead] = (['added', 'started', 'completed', 'dead'] as const).map(
      (name) => sums(points, (point) => point[name]),
    );
    expect({ added, started, completed, dead }).toEqual({ added: 3, started: 2, completed: 1, dead: 1 });
    const busy = points.findLast(({ depth }) => depth !== null);
    expect(busy?.depth).toBe(1);
    expect(busy?.wait).toEqual({
      p50: expect.any(Number),
      p95: expect.any(Number),
      p99: expect.any(Number),
    });
    await worker.complete(await worker.take(), 3);
    await worker.close();
  });

  it('merges a day into at most 400 points, percentiles from the histograms', async () => {
    const now = Date.now();
    const start = Math.floor((now - 20 * hour) / (5 * minute)) * 5 * minute;
    // 99 waits in one minute and 1 long one in the next: the median is of all 100.
    await keep('m', start, { added: 5, w0: 99, depth: 7 });
    await keep('m', start + minute, { added: 6, w30: 1 });
    const { stepMs, points } = await stats(`queue=${rig.queueName}&from=${now - 24 * hour}`);
    expect(stepMs).toBe(5 * minute);
    expect(points.length).toBeLessThanOrEqual(400);
    const merged = points.find(({ at }) => at === start);
    expect(merged).toMatchObject({ added: 11, depth: 7, wait: { p50: 0, p95: 0, p99: 0 } });
    await keep('m', start, { w0: 9 });
    const fewer = await stats(`queue=${rig.queueName}&from=${start}&to=${start + 10 * minute}&step=60000`);
    expect(fewer.points.slice(0, 2).map(({ wait }) => wait?.p50)).toEqual([0, expect.any(Number)]);
    expect(fewer.points[1]?.wait?.p50).toBeGreaterThan(30_000);
  });

  it('sums the parts of minutes that nobody has made yet', async () => {
    const now = Date.now();
    const at = Math.floor((now - 40 * minute) / minute) * minute;
    for (const part of [0, 1, 5]) await keep('s', at + part * 10_000, { cancelled: 2 });
    const young = Math.floor(now / minute) * minute - minute;
    await keep('s', young, { cancelled: 1 });
    const { points } = await stats(`queue=${rig.queueName}&from=${now - 3 * hour}`);
    expect(points.find((point) => point.at === at)?.cancelled).toBe(6);
    expect(points.find((point) => point.at === young)?.cancelled).toBe(1);
  });

  it('adds up all queues, asks once a second, and needs one round trip a queue', async () => {
    await rig.queue('second').add('work', 1);
    const { client } = rig.monitor.queue('second').connection;
    const calls = async () =>
      Number(/cmdstat_hgetall:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
    const from = Date.now() - 2 * minute;
    const first = await stats(`from=${from}`);
    expect(sums(first.points, ({ added }) => added)).toBe(4);
    const before = await calls();
    const again = await Promise.all(Array.from({ length: 10 }, () => stats(`from=${from}`)));
    const reads = (await calls()) - before;
    // Two queues' steps and the workers, at the turn of a second twice.
    expect(reads).toBeLessThanOrEqual(2 * (2 * 15 + 4));
    for (const { points } of again) expect(sums(points, ({ added }) => added)).toBe(4);
  });

  it.each([
    ['from=5&to=2', 'from: 5 is after to, 2'],
    [`from=${Date.now() + hour}`, 'is after now'],
    ['from=x', 'from'],
    ['', 'from'],
    [`from=${Date.now() - 2 * hour}&step=10000`, 'step: 10000 is kept for the last hour only'],
    [`from=${Date.now() - 3 * 24 * hour}&step=60000`, 'accepted: 2000 at most'],
    ['from=1&step=5', 'accepted: 10000 or 60000'],
    ['from=1&speed=5', 'speed'],
  ])('refuses %s', async (query, why) => {
    const response = await rig.fetch(`/stats?${query}`, { token });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'INVALID_MESSAGE', message: expect.stringContaining(why) },
    });
  });

  it('is for admins, and knows no invented queue', async () => {
    expect((await rig.fetch(`/stats?from=1`)).status).toBe(403);
    expect((await stats(`queue=invented&from=${Date.now() - hour}`)).points).toEqual([]);
  });
});

describe('what is over', () => {
  it('is read once', async () => {
    const asked: number[] = [];
    const history = new StatsHistory({
      queueStats: (queue, range) => {
        asked.push(range.toMs - range.fromMs);
        return rig.monitor.queueStats(queue, range);
      },
    });
    const toMs = Date.now();
    const at = Math.floor((toMs - 5 * hour) / (2 * minute)) * 2 * minute;
    await keep('m', at + minute, { expired: 3 });
    const range = { fromMs: toMs - 12 * hour, toMs, stepMs: 60_000 as const, merge: 2 };
    const first = await history.read(rig.queueName, range);
    expect(first.find((point) => point.at === at)?.expired).toBe(3);
    expect(await history.read(rig.queueName, range)).toEqual(first);
    expect(asked[0]).toBeGreaterThan(11 * hour);
    expect(asked[1]).toBeLessThan(6 * minute);
    // An older beginning is not known: all is read again.
    const longer = await history.read(rig.queueName, { ...range, fromMs: toMs - 13 * hour });
    expect(longer.slice(-first.length)).toEqual(first);
    expect(asked[2]).toBeGreaterThan(12 * hour);
  });
});

describe('the steps of a range', () => {
  const now = 1_800_000_000_000;

  it.each([
    [5 * minute, 10_000, 1],
    [hour, 10_000, 1],
    [2 * hour, minute, 1],
    [6 * hour, minute, 1],
    [12 * hour, minute, 2],
    [24 * hour, minute, 5],
    [7 * 24 * hour, minute, 30],
    [8 * 24 * hour, minute, 30],
  ])('%i ms are told in steps of %i, %i to a point', (ms, stepMs, merge) => {
    const range = stepsOf({ from: now - ms }, now);
    expect(range).toEqual({ fromMs: now - ms, toMs: now, stepMs, merge });
    expect(ms / stepMs / merge).toBeLessThanOrEqual(400);
  });

  it('goes no further back than what is kept', () => {
    expect(stepsOf({ from: 0 }, now).fromMs).toBe(now - 8 * 24 * hour);
  });
});

describe('the sum of queues', () => {
  const percentiles = (p50: number, p99: number) => ({ p50, p95: p50, p99 });

  it('counts a queue that did not change with the depth it has', () => {
    const still = { points: [statsPoint(0, {}), statsPoint(1, {}), statsPoint(2, {})], depthNow: 100 };
    const busy = {
      points: [
        statsPoint(0, {}),
        statsPoint(1, { added: 3, depth: 5 }),
        statsPoint(2, { started: 1, depth: 4 }),
      ],
      depthNow: 4,
    };
    const late = {
      points: [statsPoint(0, {}), statsPoint(1, {}), statsPoint(2, { started: 1, depth: 9 })],
      depthNow: 9,
    };
    expect(sumQueues([still, busy, late]).map(({ depth }) => depth)).toEqual([null, 115, 113]);
  });

  it('takes the worst percentiles', () => {
    const a = { points: [statsPoint(0, { wait: percentiles(1, 9), added: 1 })], depthNow: 0 };
    const b = { points: [statsPoint(0, { wait: percentiles(2, 3), added: 2 })], depthNow: 0 };
    expect(sumQueues([a, b])[0]).toMatchObject({
      added: 3,
      wait: { p50: 2, p95: 2, p99: 9 },
      run: null,
    });
    expect(sumQueues([])).toEqual([]);
  });
});
