/** The stops of the rate slider, in jobs a second; null = as fast as it goes. */
export const rateStops: readonly (number | null)[] = [
  0.1,
  0.2,
  0.5,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  1000,
  null,
];

/** Where the slider stands at first: slow enough to watch, and to stop. */
export const firstRateStop = rateStops.indexOf(10);

/** `10 jobs/s`, `1 job every 10 s`, `as fast as it goes`. */
export function rateText(rate: number | null): string {
  if (rate === null) return 'as fast as it goes';
  if (rate < 1) return `1 job every ${Math.round(10 / rate) / 10} s`;
  return rate === 1 ? '1 job/s' : `${rate.toLocaleString('en')} jobs/s`;
}

/** How long `count` jobs take at this rate, in ms; null when only the machine limits it. */
export function requeueMs(count: number, rate: number | null): number | null {
  return rate === null ? null : (count / rate) * 1000;
}
