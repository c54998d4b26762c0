import { expect, it } from 'vitest';
import { axisWidth, type ChartRow, mergeSeries } from './chart-rows';
import { formatDuration } from './format';

const series = (id: string, points: [at: number, value: number | null][]) => ({
  id,
  label: id,
  color: 'red',
  points: points.map(([at, value]) => ({ at, value })),
});

it('puts the values of one moment side by side, oldest first', () => {
  const a = series('a', [
    [10, 1],
    [20, null],
  ]);
  const b = series('b', [
    [15, 5],
    [20, 6],
  ]);
  expect(mergeSeries([a, b], 100)).toEqual([
    { at: 10, values: { a: 1 } },
    { at: 15, values: { b: 5 } },
    { at: 20, values: { a: null, b: 6 } },
  ]);
});

it('leaves out what is older than the range, counted from the newest point of all', () => {
  const a = series('a', [
    [10, 1],
    [70, 2],
  ]);
  const b = series('b', [[100, 3]]);
  expect(mergeSeries([a, b], 30).map(({ at }) => at)).toEqual([70, 100]);
  expect(mergeSeries([], 30)).toEqual([]);
});

it('leaves room for the longest value of an axis', () => {
  const rows: ChartRow[] = [
    { at: 1, values: { a: 400_000, b: 650_000 } },
    { at: 2, values: { a: null } },
  ];
  const plain = axisWidth(rows, false, formatDuration);
  expect(plain).toBeGreaterThanOrEqual('10 min 50 s'.length * 6.5);
  expect(axisWidth(rows, false, () => '1')).toBe(40);
  expect(axisWidth([], true, formatDuration)).toBe(40);
  const tens = (value: number) => 'x'.repeat(Math.round(value / 100_000));
  expect(axisWidth(rows, true, tens)).toBeGreaterThan(axisWidth(rows, false, tens));
});
