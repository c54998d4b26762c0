import type { Distribution } from '../../../../src-core/protocol/distribution';

/** How likely spans are: the density from 0 to `end`, highest 1, at evenly spaced places. */
export interface Density {
  /** ms */
  end: number;
  heights: number[];
}

const places = 48;

/** The shape of a distribution. A constant is one spike. */
export function densityOf(distribution: Distribution): Density {
  if ('constant' in distribution) {
    const end = Math.max(1, distribution.constant * 2);
    return { end, heights: heightsOf(end, (x) => (Math.abs(x - end / 2) < end / places ? 1 : 0)) };
  }
  if ('uniform' in distribution) {
    const { min, max } = distribution.uniform;
    const end = Math.max(1, max * 1.25);
    return { end, heights: heightsOf(end, (x) => (x >= min && x <= max ? 1 : 0)) };
  }
  if ('exponential' in distribution) {
    const { mean, max } = distribution.exponential;
    const end = Math.max(1, Math.min(mean * 4, max ?? Number.POSITIVE_INFINITY));
    return { end, heights: heightsOf(end, (x) => Math.exp(-x / Math.max(mean, 1e-9))) };
  }
  if ('lognormal' in distribution) return lognormal(distribution.lognormal);
  return histogram(distribution.empirical);
}

function lognormal({
  median,
  sigma,
  max,
}: {
  median: number;
  sigma: number;
  max?: number | undefined;
}): Density {
  // Where 98 % are below it; very wide ones are all tail.
  const end = Math.max(1, Math.min(median * Math.exp(2.05 * sigma) * 1.2, max ?? Number.POSITIVE_INFINITY));
  if (sigma < 0.02 || median === 0) return densityOf({ constant: median });
  const heights = heightsOf(end, (x) => Math.exp(-((Math.log(x / median) / sigma) ** 2) / 2) / x);
  return { end, heights };
}

function histogram(values: readonly number[]): Density {
  const end = Math.max(1, ...values) * 1.05;
  const counts = new Array<number>(places).fill(0);
  for (const value of values) {
    const place = Math.min(places - 1, Math.floor((value / end) * places));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return { end, heights: counts.map((count) => count / most) };
}

function heightsOf(end: number, density: (x: number) => number): number[] {
  const heights = Array.from({ length: places }, (_, place) => density(((place + 0.5) / places) * end));
  const most = Math.max(...heights);
  return most === 0 ? heights : heights.map((height) => height / most);
}
