import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronFault, nextTicks, ticksBetween, type Timing } from './ticks';

const at = (text: string) => Date.parse(text);
const cron = (pattern: string, timezone = 'UTC'): Timing => ({ cron: pattern, timezone, createdAt: 0 });
const iso = (ticks: number[]) => ticks.map((tick) => new Date(tick).toISOString().slice(0, 16));

describe('nextTicks', () => {
  it.each([
    [
      'a time that does not exist ticks once, when clocks are put forward',
      '30 2 * * *',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30'],
    ],
    [
      'a time that comes twice ticks the first time',
      '30 2 * * *',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'steps go on evenly through both',
      '0 */1 * * *',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    ],
  ])('%s (Berlin)', (_what, pattern, after, expected) => {
    expect(iso(nextTicks(cron(pattern, 'Europe/Berlin'), at(after), expected.length))).toEqual(expected);
  });

  it('knows seconds, intervals, single moments, beginnings and ends', () => {
    expect(nextTicks(cron('*/10 * * * * *'), 3500, 2)).toEqual([10_000, 20_000]);
    const every: Timing = { every: 1500, timezone: 'UTC', createdAt: 100 };
    expect(nextTicks(every, 0, 2)).toEqual([100, 1600]);
    expect(nextTicks(every, 100, 1)).toEqual([1600]);
    expect(
      nextTicks({ ...every, startAt: '1970-01-01T00:00:02Z', endAt: '1970-01-01T00:00:04Z' }, 0, 5),
    ).toEqual([2000, 3500]);
    const once: Timing = { at: '1970-01-01T00:00:05Z', timezone: 'UTC', createdAt: 0 };
    expect(nextTicks(once, 4999, 3)).toEqual([5000]);
    expect(nextTicks(once, 5000, 3)).toEqual([]);
  });
});

describe('ticksBetween', () => {
  it('answers the newest, both ends included', () => {
    expect(ticksBetween(cron('* * * * *'), 60_000, 240_000, 3)).toEqual([120_000, 180_000, 240_000]);
    expect(ticksBetween({ every: 1000, timezone: 'UTC', createdAt: 0 }, 2000, 4999, 9)).toEqual([
      2000, 3000, 4000,
    ]);
    expect(ticksBetween(cron('0 0 1 1 *'), at('2026-02-01'), at('2026-12-31'), 9)).toEqual([]);
  });
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe', // half an hour of daylight saving
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
];
const patterns = [
  '30 2 * * *',
  '*/7 * * * *',
  '0 0 * * 0',
  '15 1-3 * * *',
  '0 3 L * *',
  '5,35 */2 * * *',
  '10 30 2 * * *',
];
const momentOf = fc.integer({ min: at('2020-01-01'), max: at('2035-01-01') });

describe('ticks in every zone', () => {
  it('come in order, whole seconds, each one once, however they are asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...patterns),
        momentOf,
        (zone, pattern, after) => {
          const timing = cron(pattern, zone);
          const ticks = nextTicks(timing, after, 12);
          expect(ticks).toHaveLength(12);
          let last = after;
          for (const tick of ticks) {
            expect(tick).toBeGreaterThan(last);
            expect(tick % 1000).toBe(0);
            // One at a time gives the same as all together: a scheduler that restarts anywhere misses none.
            expect(nextTicks(timing, last, 1)).toEqual([tick]);
            last = tick;
          }
          expect(ticksBetween(timing, after + 1, last, 100)).toEqual(ticks);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a time of day come once a day, in daylight saving too', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        momentOf,
        (zone, hour, after) => {
          const ticks = nextTicks(cron(`30 ${hour} * * *`, zone), after, 200);
          const days = ticks.map((tick) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(tick));
          expect(new Set(days).size).toBe(200);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('cronFault', () => {
  it.each(['* * * *', '61 * * * *', 'soon', '* * * * * * *', '0 0 30 2 *'])(
    'finds fault with %s',
    (pattern) => {
      expect(cronFault(pattern, 'UTC')).toMatch(/./);
    },
  );
  it.each(['* * * * *', '*/5 * * * * *', '0 0 * * MON-FRI', '@daily'])('accepts %s', (pattern) => {
    expect(cronFault(pattern, 'UTC')).toBeNull();
  });
});
