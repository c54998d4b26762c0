import type { Distribution } from '../../../src-core/protocol/distribution';

/**
 * A span of time from a distribution, in ms to the microsecond. `first` and `second` are independent draws from 0 to below 1;
 * the second is used where one is not enough. A distribution's `max` cuts off: what is above it becomes it.
 */
export function sample(distribution: Distribution, first: number, second: number): number {
  return Math.round(Math.max(0, spanOf(distribution, first, second)) * 1000) / 1000;
}

function spanOf(distribution: Distribution, first: number, second: number): number {
  if ('constant' in distribution) return distribution.constant;
  if ('uniform' in distribution) {
    const { min, max } = distribution.uniform;
    return min + (max - min) * first;
  }
  if ('lognormal' in distribution) {
    const { median, sigma, max = Number.POSITIVE_INFINITY } = distribution.lognormal;
    return Math.min(max, median * Math.exp(sigma * normal(first, second)));
  }
  if ('exponential' in distribution) {
    const { mean, max = Number.POSITIVE_INFINITY } = distribution.exponential;
    return Math.min(max, mean * unitExponential(first));
  }
  return distribution.empirical[Math.floor(first * distribution.empirical.length)] as number;
}

/** The time to the next of events that come once per unit of time on average. */
export function unitExponential(draw: number): number {
  return -Math.log(1 - draw);
}

/** Normal with mean 0 and deviation 1 (Box and Muller). */
function normal(first: number, second: number): number {
  return Math.sqrt(2 * unitExponential(first)) * Math.cos(2 * Math.PI * second);
}
