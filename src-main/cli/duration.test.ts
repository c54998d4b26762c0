import { expect, it } from 'vitest';
import { coarseDuration, fineDuration, relativeTime } from './duration';

it('tells times from now', () => {
  const now = 1_700_000_000_000;
  expect(relativeTime(now - 400, now)).toBe('now');
  expect(relativeTime(now - 3_999, now)).toBe('3 s ago');
  expect(relativeTime(now + 300_000, now)).toBe('in 5 min');
  expect(relativeTime(now - 49 * 3_600_000, now)).toBe('2 d ago');
});

it('rounds coarse durations down', () => {
  expect(coarseDuration(0)).toBe('0 s');
  expect(coarseDuration(59_999)).toBe('59 s');
  expect(coarseDuration(3_599_999)).toBe('59 min');
});

it.each([
  [0.42, '0.4 ms'],
  [9.96, '10 ms'],
  [85, '85 ms'],
  [999.7, '1 s'],
  [1250, '1.25 s'],
  [12_340, '12.3 s'],
  [59_960, '1 min'],
  [90_000, '1 min 30 s'],
  [7_500_000, '2 h 5 min'],
])('shows %d ms as %s', (ms, text) => {
  expect(fineDuration(ms)).toBe(text);
});
