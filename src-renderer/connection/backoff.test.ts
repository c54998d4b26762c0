import { expect, it } from 'vitest';
import { backoffMs } from './backoff';

it('doubles up to ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backoffMs(failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
});

it('leaves a fifth to chance', () => {
  expect(backoffMs(3, 0)).toBe(1_600);
  expect(backoffMs(3, 0.5)).toBe(1_800);
});
