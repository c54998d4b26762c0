import { expect, it } from 'vitest';
import { coarseDuration } from './coarse-duration';

it.each([
  [5, '5 ms'],
  [1_240, '1.2 s'],
  [60_000, '1 min'],
  [119_999, '1 min'],
  [7_200_000, '2 h'],
  [200_000_000, '2 d'],
])('%d ms: %s', (ms, text) => {
  expect(coarseDuration(ms)).toBe(text);
});
