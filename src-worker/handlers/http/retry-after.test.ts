import { expect, it } from 'vitest';
import { readRetryAfter } from './retry-after';

const now = Date.parse('2026-01-01T00:00:00Z');

it.each([
  ['30', 30_000],
  [' 5 ', 5_000],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', undefined],
  ['0', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads %o as %o', (header, ms) => {
  expect(readRetryAfter(header, now)).toBe(ms);
});
