import { describe, expect, it } from 'vitest';
import { scheduleView } from '../schedule.fixture';
import { calendarDays, dateAfter, dateOf, mondayOf } from './calendar-days';
import { cutSchedules, groupTicks } from './tick-groups';

const hour = 3_600_000;
const days = calendarDays('2026-11-16', 7);
const begin = days[0]?.hours[0]?.start as number;
const cron = { cron: '*/5 * * * *' };

describe('days of the calendar', () => {
  it('begin on Monday, by this machine s clocks', () => {
    expect(mondayOf('2026-11-21')).toBe('2026-11-16');
    expect(mondayOf('2026-11-22')).toBe('2026-11-16');
    expect(mondayOf('2026-11-16')).toBe('2026-11-16');
    expect(dateAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dateOf(begin)).toBe('2026-11-16');
    expect(days.map(({ date }) => date).at(-1)).toBe('2026-11-22');
  });

  it('have 24 hours that leave nothing out', () => {
    const hours = days.flatMap((day) => day.hours);
    expect(hours).toHaveLength(7 * 24);
    expect(hours.every(({ end }, n) => end === (hours[n + 1]?.start ?? end))).toBe(true);
  });
});

describe('ticks by the hour', () => {
  const past = (at: number, outcome: 'started' | 'skipped', jobId?: string) => ({
    tick: at,
    at,
    outcome,
    jobId,
  });

  it('puts those of a schedule that ended alike together, and leaves others apart', () => {
    const view = scheduleView('beat', {}, cron);
    const ticks = [
      past(begin + 3, 'started', 'c'),
      past(begin + 2, 'skipped'),
      past(begin + 1, 'started', 'a'),
    ];
    const groups = groupTicks([{ view, past: ticks }], days, 1).get(begin);
    expect(groups).toMatchObject([
      { name: 'beat', state: 'started', count: 2, first: begin + 1, last: begin + 3 },
      { state: 'skipped', count: 1, first: begin + 2 },
    ]);
    expect(groups?.[0]).not.toHaveProperty('jobId');
    const apart = groupTicks([{ view, past: ticks }], days, 4).get(begin);
    expect(apart?.map(({ jobId }) => jobId)).toEqual(['a', undefined, 'c']);
  });

  it('counts the ticks of an interval to come, to its end, without a list of them', () => {
    const endAt = new Date(begin + 2 * hour + 10_000).toISOString();
    const view = scheduleView('second', { nextTick: begin + hour / 2 }, { every: 1000, endAt });
    const cells = groupTicks([{ view, past: [] }], days, 1);
    expect([...cells.values()].map(([group]) => group?.count)).toEqual([1800, 3600, 11]);
    expect(cells.get(begin)).toMatchObject([
      { state: 'coming', first: begin + hour / 2, last: begin + hour - 1000 },
    ]);
  });

  it('shows of a pattern what is known, says where that ends, and nothing of what is past or outside', () => {
    const nextTicks = Array.from({ length: 100 }, (_, n) => begin + n * 300_000);
    const view = scheduleView('five', { nextTick: begin + 300_000, nextTicks }, cron);
    const cells = groupTicks([{ view, past: [past(begin - 1, 'started')] }], days, 1);
    const groups = [...cells.values()].flat();
    expect(groups.map(({ count }) => count)).toEqual([11, 12, 12, 12, 12, 12, 12, 12, 4]);
    expect(groups.map(({ goesOn }) => goesOn ?? false)).toEqual([...Array(8).fill(false), true]);
    expect(cutSchedules([{ view, past: [] }])).toEqual([
      { key: 'default/five', name: 'five', until: begin + 99 * 300_000 },
    ]);
    expect(groupTicks([{ view: { ...view, nextTick: null }, past: [] }], days, 1).size).toBe(0);
  });
});
