import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatCompact,
  formatCount,
  formatDateTime,
  formatDuration,
} from './format';

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [9.96, '10 ms'],
    [85, '85 ms'],
    [999.6, '1 s'],
    [1_234, '1.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min'],
    [245_000, '4 min 5 s'],
    [3_599_600, '1 h'],
    [12_000_000, '3 h 20 min'],
    [86_399_000, '1 d'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms: %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatAgo', () => {
  it.each([
    [0, 'now'],
    [-400, 'now'],
    [1_000, '1 s ago'],
    [59_400, '59 s ago'],
    [59_600, '1 min ago'],
    [60_000, '1 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [-10_800_000, 'in 3 h'],
    [172_800_000, '2 d ago'],
  ])('%d ms: %s', (ms, text) => {
    expect(formatAgo(ms)).toBe(text);
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [12_345, '12,345'],
    [12.6, '13'],
    [3.44, '3.4'],
    [0.054, '0.05'],
    [-2.5, '-2.5'],
  ])('%d: %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });
});

describe('formatCompact', () => {
  it.each([
    [9_999, '9,999'],
    [12_345, '12.3K'],
    [100_000, '100K'],
    [4_512_000, '4.5M'],
  ])('%d: %s', (value, text) => {
    expect(formatCompact(value)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [1_234, '1.2 kB'],
    [9_960, '10 kB'],
    [999_600, '1 MB'],
    [48_300_000, '48 MB'],
    [2_500_000_000_000, '2.5 TB'],
  ])('%d: %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('moments', () => {
  it('are written in the zone of this machine', () => {
    const at = new Date(2026, 10, 21, 14, 3, 7, 25).getTime();
    expect(formatDateTime(at)).toBe('2026-11-21 14:03:07.025');
    expect(formatClock(at)).toBe('14:03:07');
  });
});
