import { describe, expect, it } from 'vitest';
import { firstRateStop, rateStops, rateText, requeueMs } from './rate';

describe('rate', () => {
  it('begins at 10 jobs a second and ends without a limit', () => {
    expect(rateStops[firstRateStop]).toBe(10);
    expect(rateStops.at(-1)).toBeNull();
  });

  it.each([
    [0.1, '1 job every 10 s'],
    [0.5, '1 job every 2 s'],
    [1, '1 job/s'],
    [1000, '1,000 jobs/s'],
    [null, 'as fast as it goes'],
  ])('says %s as %j', (rate, text) => {
    expect(rateText(rate)).toBe(text);
  });

  it('tells how long it takes', () => {
    expect(requeueMs(12, 0.5)).toBe(24_000);
    expect(requeueMs(12, null)).toBeNull();
  });
});
