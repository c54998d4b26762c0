import { describe, expect, it } from 'vitest';
import { distributionSchema } from '../../../src-core/protocol/distribution';
import { type Draw, seededDraw } from './draw';
import { sample } from './sample';

const count = 20_000;
const numbers = (draw: Draw, purpose = 'duration') =>
  Array.from({ length: count }, (_, n) => draw(purpose, { job: `web#${n + 1}` }));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Pearson's. */
const correlation = (one: number[], other: number[]) => {
  const [a, b] = [mean(one), mean(other)];
  const products = mean(one.map((value, n) => (value - a) * ((other[n] as number) - b)));
  const spread = (values: number[], middle: number) => Math.sqrt(mean(values.map((v) => (v - middle) ** 2)));
  return products / (spread(one, a) * spread(other, b));
};

describe('draws', () => {
  it('follow from seed, purpose and key alone', () => {
    const [one, other] = [seededDraw(7), seededDraw(7)];
    other('something else', { actor: 'nobody' });
    expect(one('fault', { job: 'a#1', attempt: 2 })).toBe(other('fault', { job: 'a#1', attempt: 2 }));
    const parts = [{ job: 'a#1' }, { job: 'a#2' }, { actor: 'a#1' }, { attempt: 1 }, { n: 1 }, {}];
    expect(new Set(parts.map((key) => one('fault', key))).size).toBe(parts.length);
    expect(one('fault', {})).not.toBe(seededDraw(8)('fault', {}));
    expect(one('fault', {})).not.toBe(seededDraw(7 + 2 ** 32)('fault', {}));
  });

  it('are spread evenly over 0 to 1', () => {
    for (const seed of [0, 1, 483_920, Number.MAX_SAFE_INTEGER]) {
      const bins = new Array<number>(64).fill(0);
      for (const value of numbers(seededDraw(seed))) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
        bins[Math.floor(value * 64)] = (bins[Math.floor(value * 64)] ?? 0) + 1;
      }
      const expected = count / 64;
      const chiSquare = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0);
      // 63 degrees of freedom: 1 in 10,000 lies outside.
      expect(chiSquare).toBeGreaterThan(26);
      expect(chiSquare).toBeLessThan(115);
    }
  });

  it('are independent of each other across jobs, purposes and seeds', () => {
    const one = numbers(seededDraw(1));
    expect(Math.abs(correlation(one, numbers(seededDraw(1), 'failure')))).toBeLessThan(0.03);
    expect(Math.abs(correlation(one, numbers(seededDraw(2))))).toBeLessThan(0.03);
    expect(Math.abs(correlation(one.slice(1), one.slice(0, -1)))).toBeLessThan(0.03);
  });
});

describe('samples', () => {
  const draw = seededDraw(3);
  const sorted = (distribution: unknown) => {
    const parsed = distributionSchema.parse(distribution);
    const values = Array.from({ length: count }, (_, n) =>
      sample(parsed, draw('a', { n }), draw('b', { n })),
    );
    return values.sort((one, other) => one - other);
  };
  const quantile = (values: number[], share: number) => values[Math.floor(share * values.length)] as number;
  const within = (value: number, expected: number) =>
    expect(Math.abs(value / expected - 1), `${value} for ${expected}`).toBeLessThan(0.05);

  it('of a constant are it', () => {
    expect(new Set(sorted('1.5s'))).toEqual(new Set([1500]));
  });

  it('of a uniform distribution fill its range', () => {
    const values = sorted({ uniform: { min: 100, max: 300 } });
    within(mean(values), 200);
    within(quantile(values, 0.25), 150);
    expect(values[0]).toBeGreaterThanOrEqual(100);
    expect(values.at(-1)).toBeLessThanOrEqual(300);
  });

  it('of a lognormal distribution have its median and spread', () => {
    const values = sorted({ lognormal: { median: 1000, sigma: 0.5 } });
    within(quantile(values, 0.5), 1000);
    within(quantile(values, 0.8413), 1000 * Math.exp(0.5));
    within(mean(values), 1000 * Math.exp(0.125));
    expect(sorted({ lognormal: { median: 1000, sigma: 2, max: '2s' } }).at(-1)).toBe(2000);
  });

  it('of an exponential distribution have its mean', () => {
    const values = sorted({ exponential: { mean: 400 } });
    within(mean(values), 400);
    within(quantile(values, 0.5), 400 * Math.LN2);
    expect(sorted({ exponential: { mean: 400, max: 500 } }).at(-1)).toBe(500);
  });

  it('of an empirical distribution are its values, each as often', () => {
    const values = sorted({ empirical: [10, 20, 20, 30] });
    expect(new Set(values)).toEqual(new Set([10, 20, 30]));
    within(values.filter((value) => value === 20).length, count / 2);
  });
});
