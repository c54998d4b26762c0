import { describe, expect, it } from 'vitest';
import type { StatsPoint } from '../../../../src-core/protocol/statistics';
import { earlierFrames } from './earlier-frames';
import { findings } from './findings';
import { queueNumbers, statsFrame } from './stats-frame.fixture';
import { statsPoint } from '../../../../src-core/protocol/statistics.fixture';

const start = 1_699_999_200_000;

const point = (second: number, parts: Partial<StatsPoint>): StatsPoint =>
  statsPoint(start + second * 1000, parts);

const totals = { added: 100, started: 90, completed: 70, failed: 20, retried: 8, dead: 12, lost: 0 };
const first = statsFrame(start + 25_000, [
  queueNumbers('a', { totals, counts: { waiting: 9, dead: 12 } }),
  queueNumbers('b', { totals: { added: 1 } }),
]);
const stored = new Map([
  [
    'a',
    [
      point(0, { added: 10, depth: 4 }),
      point(10, { added: 20, completed: 10, dead: 11, failed: 19 }),
      point(20, { added: 5, dead: 1, depth: 9 }),
    ],
  ],
]);

describe('earlierFrames', () => {
  it('counts back from the first frame', () => {
    const frames = earlierFrames(first, stored);
    expect(frames.map(({ at }) => (at - start) / 1000)).toEqual([0, 10, 20]);
    expect(frames.map(({ queues }) => queues.map(({ name }) => name))).toEqual([['a'], ['a'], ['a']]);
    expect(frames.map(({ queues }) => queues[0]?.totals.added)).toEqual([65, 75, 95]);
    expect(frames.map(({ queues }) => queues[0]?.totals.dead)).toEqual([0, 0, 11]);
    expect(frames.map(({ queues }) => queues[0]?.counts.waiting)).toEqual([0, 4, 4]);
  });

  it('lets the first look tell what happened before it', () => {
    const surroundings = { workers: null, groups: [], unserved: [], alertPending: 0, poolQueue: null };
    const history = [...earlierFrames(first, stored), first];
    expect(findings(first, [first], surroundings)).toEqual([]);
    expect(findings(first, history, surroundings).map(({ id }) => id)).toEqual(['dead:a', 'failing:a']);
  });

  it('takes the depth of now for a queue in which nothing changed', () => {
    const [frame] = earlierFrames(first, new Map([['b', [point(0, {})]]]));
    expect(frame?.queues).toMatchObject([{ name: 'b', counts: { waiting: 0 }, totals: { added: 1 } }]);
  });
});
