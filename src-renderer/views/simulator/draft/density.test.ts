import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../../src-core/protocol/distribution';
import { densityOf } from './density';

/** Where it is highest, ms. */
function peak(distribution: Distribution): number {
  const { end, heights } = densityOf(distribution);
  return ((heights.indexOf(1) + 0.5) / heights.length) * end;
}

describe('the sketch of a distribution', () => {
  it.each<Distribution>([
    { constant: 0 },
    { constant: 1000 },
    { uniform: { min: 100, max: 100 } },
    { uniform: { min: 0, max: 900 } },
    { exponential: { mean: 0 } },
    { exponential: { mean: 500, max: 800 } },
    { lognormal: { median: 400, sigma: 0 } },
    { lognormal: { median: 400, sigma: 5, max: 60_000 } },
    { empirical: [0] },
    { empirical: [100, 200, 200, 900] },
  ])('%j stays between 0 and 1', (distribution) => {
    const { end, heights } = densityOf(distribution);
    expect(end).toBeGreaterThan(0);
    expect(heights.every((height) => height >= 0 && height <= 1)).toBe(true);
  });

  it('is highest where spans are likeliest', () => {
    expect(peak({ exponential: { mean: 500 } })).toBeLessThan(50);
    // The mode of a lognormal distribution lies below its median.
    expect(peak({ lognormal: { median: 400, sigma: 0.5 } })).toBeCloseTo(400 * Math.exp(-0.25), -2);
    expect(peak({ empirical: [100, 200, 200, 900] })).toBeCloseTo(200, -2);
  });
});
