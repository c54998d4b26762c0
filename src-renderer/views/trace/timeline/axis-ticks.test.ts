import { describe, expect, it } from 'vitest';
import { axisTicks, offsetText } from './axis-ticks';

describe('the axis', () => {
  it('has ticks at round times since the origin, with room between them', () => {
    const ticks = axisTicks({ from: 9_900, to: 12_100 }, 10_000, 500);
    expect(ticks).toEqual([
      { at: 10_000, label: '0' },
      { at: 10_500, label: '+500 ms' },
      { at: 11_000, label: '+1.0 s' },
      { at: 11_500, label: '+1.5 s' },
      { at: 12_000, label: '+2.0 s' },
    ]);
  });

  it.each([1, 50, 5_000, 300_000, 90_000_000, 40 * 86_400_000])(
    'of %d ms never crowds its labels',
    (length) => {
      for (const width of [200, 800, 1600])
        expect(axisTicks({ from: 0, to: length }, 0, width).length).toBeLessThanOrEqual(width / 96 + 1);
    },
  );

  it.each([
    [0, 1000, '0'],
    [-20, 1, '-20 ms'],
    [1250, 10, '+1.25 s'],
    [1234, 1, '+1.234 s'],
    [65_000, 1000, '+1:05'],
    [65_250, 10, '+1:05.25'],
    [3_725_000, 1000, '+1:02:05'],
    [7_200_000, 3_600_000, '+2:00'],
    [90_000_000, 3_600_000, '+1 d 01:00'],
  ])('%d ms to %d ms: %s', (offset, precision, expected) => {
    expect(offsetText(offset, precision)).toBe(expected);
  });
});
