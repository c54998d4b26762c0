import { expect, it } from 'vitest';
import type { StatsPoint } from '../../../../src-core/protocol/statistics';
import { pointAt } from './point-at';
import { statsPoint } from '../../../../src-core/protocol/statistics.fixture';

const point = (at: number, depth: number | null): StatsPoint => statsPoint(at, { depth });
const points = [point(0, null), point(10, 7), point(20, null), point(30, 3)];

it.each([
  [5, 0, null],
  [10, 10, 7],
  [25, 20, 7],
  [39, 30, 3],
])('at %d: the step from %d, %s waiting', (at, from, depth) => {
  expect(pointAt(points, 10, at)).toMatchObject({ point: { at: from }, depth });
});

it('says nothing of a time that is not recorded', () => {
  expect(pointAt(points, 10, -1)).toBeNull();
  expect(pointAt(points, 10, 40)).toBeNull();
  expect(pointAt([], 10, 0)).toBeNull();
});
