import { describe, expect, it } from 'vitest';
import { scheduleSchema } from '../../../src-core/protocol/schedules';
import { readSpan, spanText } from './spans';
import { whenText, zonedText } from './when-text';

const schedule = (when: object) =>
  scheduleSchema.parse({ name: 'a', job: { type: 'echo', payload: 1 }, ...when });

describe('when a schedule ticks', () => {
  it.each([
    [{ cron: '30 2 * * *', timezone: 'Europe/Berlin' }, '30 2 * * *, Europe/Berlin'],
    [{ cron: '@daily' }, '@daily, UTC'],
    [{ every: '90s' }, 'every 1 min 30 s'],
  ])('%j is %s', (when, text) => {
    expect(whenText(schedule(when))).toBe(text);
  });

  it('is shown as clocks of the zone show it, across the change to summer time', () => {
    const before = Date.parse('2026-03-29T00:59:59Z');
    expect(zonedText(before, 'Europe/Berlin')).toBe('Sun 2026-03-29 01:59:59');
    expect(zonedText(before + 1000, 'Europe/Berlin')).toBe('Sun 2026-03-29 03:00:00');
    expect(zonedText(Date.parse('2026-01-01T00:00:00Z'), 'UTC')).toBe('Thu 2026-01-01 00:00:00');
  });
});

it.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['24h', 86_400_000],
  ['1500ms', 1_500],
])('writes the span %s as it reads it', (text, ms) => {
  expect(readSpan(text)).toBe(ms);
  expect(spanText(ms)).toBe(text);
});

it('takes a plain number for milliseconds, and no other text', () => {
  expect(['250', '1 h', '', 'soon', '1d'].map(readSpan)).toEqual([250, 3_600_000, null, null, null]);
});
