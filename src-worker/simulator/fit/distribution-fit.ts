import type { Distribution } from '../../../src-core/protocol/distribution';

/** Fewer than these say too little about a form. */
const fewest = 20;
/** Largest distance from the form that is still taken for it, for any number of values. */
const tolerated = 0.05;
/** Lilliefors' bounds of the distance at 5 %, times the root of the number of values: with parameters taken from them. */
const lognormalBound = 0.886;
const exponentialBound = 1.094;
const quantiles = 100;

/** A distribution of these spans (ms, at least one): lognormal when it fits them, else their quantiles. */
export function fitDuration(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0] as number, sorted.at(-1) as number];
  if (most - least < 1) return { constant: Math.round(most) };
  if (sorted.length < fewest) return { empirical: sorted.map(Math.round) };
  const logs = sorted.map((value) => Math.log(Math.max(0.5, value)));
  const mean = average(logs);
  const sigma = Math.sqrt(average(logs.map((value) => (value - mean) ** 2)));
  const fits = distance(logs, (value) => normal((value - mean) / sigma)) < bound(lognormalBound, logs.length);
  if (fits && sigma <= 5)
    return { lognormal: { median: round(Math.exp(mean)), sigma: round(sigma), max: Math.ceil(most) } };
  const at = (n: number) => sorted[Math.round((n / quantiles) * (sorted.length - 1))] as number;
  return { empirical: Array.from({ length: quantiles + 1 }, (_, n) => Math.round(at(n))) };
}

/** The rate a second of these times (ms, sorted) when they come one after another at random; null when they do not. */
export function fitPoisson(times: readonly number[]): number | null {
  if (times.length < fewest) return null;
  const gaps = times.slice(1).map((time, n) => time - (times[n] as number));
  const mean = average(gaps);
  if (mean <= 0) return null;
  gaps.sort((a, b) => a - b);
  // Times are whole milliseconds: a gap stands for all that would be rounded to it.
  const off = distance(gaps, (gap) => 1 - Math.exp(-(gap + 0.5) / mean));
  return off < bound(exponentialBound, gaps.length) ? round(1000 / mean) : null;
}

function bound(factor: number, count: number): number {
  return Math.max(tolerated, factor / Math.sqrt(count));
}

/** The largest distance between sorted values' own distribution and a form. Equal values count as one step. */
function distance(sorted: readonly number[], form: (value: number) => number): number {
  let worst = 0;
  for (let n = 0; n < sorted.length; ) {
    let next = n + 1;
    while (next < sorted.length && sorted[next] === sorted[n]) next++;
    const share = form(sorted[n] as number);
    worst = Math.max(worst, Math.abs(next / sorted.length - share));
    n = next;
  }
  return worst;
}

/** The normal distribution's share below z, to 7 digits (Abramowitz and Stegun 26.2.17). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
