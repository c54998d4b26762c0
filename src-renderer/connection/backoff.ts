const firstMs = 500;
const longestMs = 10_000;

/**
 * How long to wait before the next attempt, ms: doubles from half a second to ten, the last fifth of it at random so that
 * consoles do not come back all at once.
 * @param failures attempts that failed in a row, from 1
 * @param random 0 to 1
 */
export function backoffMs(failures: number, random: number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** (Math.max(1, failures) - 1));
  return Math.round(whole * (0.8 + 0.2 * random));
}
