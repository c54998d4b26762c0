import { describe, expect, it } from 'vitest';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { queueNumbers, statsFrame } from '../verdict/stats-frame.fixture';
import { bucketMsFor, chartPoints } from './series';
import { StateLog } from './state-log';
import { statsPoint } from '../../../../src-core/protocol/statistics.fixture';

const minute = 60_000;
/** A multiple of every bucket's width. */
const start = 1_699_999_200_000;

const live = (frames: StatsFrame[], queue = '') => {
  const log = new StateLog();
  for (const frame of frames) log.note(frame);
  return { frames, samples: log.samples(queue) };
};

describe('bucketMsFor', () => {
  it('keeps charts at 180 points or fewer', () => {
    for (const range of [5, 15, 60, 360, 1440])
      expect((range * minute) / bucketMsFor(range * minute)).toBeLessThanOrEqual(180);
    expect(bucketMsFor(5 * minute)).toBe(10_000);
  });
});

describe('chartPoints', () => {
  it('makes rates of the stored steps and carries the depth on', () => {
    const points = [
      statsPoint(start, { added: 50, completed: 20, dead: 5, expired: 5, depth: 20 }),
      statsPoint(start + 10_000),
      statsPoint(start + 20_000, { added: 10, depth: 30 }),
    ];
    const stored = { stepMs: 10_000, points, until: start + 30_000 };
    const made = chartPoints(stored, live([]), '', 5 * minute, start + 30_000 - 1);
    expect(made.map(({ at, in: came, out, waiting }) => [at - start, came, out, waiting])).toEqual([
      [0, 5, 3, 20],
      [10_000, 0, 0, 20],
      [20_000, 10_000 / 9_999, 0, 30],
    ]);
  });

  it('adds steps up into wider buckets, with the worst percentiles', () => {
    const points = [
      statsPoint(start, { added: 20, wait: { p50: 1, p95: 9, p99: 9 } }),
      statsPoint(start + 10_000, { added: 40, wait: { p50: 2, p95: 3, p99: 30 } }),
    ];
    const [only] = chartPoints(
      { stepMs: 10_000, points, until: start + 20_000 },
      live([]),
      '',
      60 * minute,
      start + 20_000,
    );
    expect(only).toMatchObject({ at: start, in: 3, wait: { p50: 2, p95: 9, p99: 30 } });
  });

  it('goes on with live frames, and counts nothing twice', () => {
    const frame = (second: number) =>
      statsFrame(start + second * 1000, [
        queueNumbers('a', {
          counts: { waiting: second, active: 2 },
          totals: { added: second * 4, completed: second },
        }),
        queueNumbers('b', { counts: { waiting: 1 }, totals: { added: 7 }, oldestWaitMs: 500 }),
      ]);
    const frames = [2, 8, 12, 16, 20].map(frame);
    const stored = {
      stepMs: 10_000,
      points: [statsPoint(start, { added: 32, depth: 8 })],
      until: start + 8_000,
    };
    const all = chartPoints(stored, live(frames), '', 5 * minute, start + 20_000);
    // 32 are stored until second 8; from then on the frames say 4 a second.
    expect(all.map(({ in: came, waiting }) => [came, waiting])).toEqual([
      [3.2, 9],
      [3.2, 17],
    ]);
    expect(all[1]).toMatchObject({ active: 2, scheduled: 0, oldestWaitMs: 500 });
    expect(chartPoints(null, live(frames, 'b'), 'b', 5 * minute, start + 20_000)[1]).toMatchObject({
      in: 0,
      waiting: 1,
    });
  });

  it('knows the depth of before where nothing has changed since', () => {
    const stored = {
      stepMs: 10_000,
      points: [statsPoint(start), statsPoint(start + 10_000)],
      until: start + 19_000,
    };
    const frame = statsFrame(start + 19_000, [queueNumbers('a', { counts: { waiting: 7 } })]);
    const points = chartPoints(stored, live([frame]), '', 5 * minute, start + 19_000);
    expect(points.map(({ waiting, active }) => [waiting, active])).toEqual([
      [7, null],
      [7, 0],
    ]);
  });

  it('shows no rate of a second or two, and survives totals that begin anew', () => {
    const frames = [
      statsFrame(start + 1_000, [queueNumbers('a', { totals: { added: 900 } })]),
      statsFrame(start + 9_000, [queueNumbers('a', { totals: { added: 3 } })]),
      statsFrame(start + 11_000, [queueNumbers('a', { totals: { added: 30 } })]),
    ];
    expect(chartPoints(null, live(frames), '', 5 * minute, start + 11_000)).toMatchObject([
      { at: start, in: 0 },
    ]);
  });

  it('is empty without any data, and leaves out what is before the range', () => {
    expect(chartPoints(null, live([]), '', 5 * minute, start)).toEqual([]);
    const points = [statsPoint(start - 20 * minute, { added: 5 }), statsPoint(start - minute, { added: 10 })];
    const made = chartPoints({ stepMs: 10_000, points, until: start }, live([]), '', 5 * minute, start);
    expect(made[0]?.at).toBe(start - 5 * minute);
    expect(made.filter((point) => point.in > 0)).toHaveLength(1);
  });
});
