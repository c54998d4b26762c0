import { describe, expect, it } from 'vitest';
import { scheduleSchema } from '../../../../src-core/protocol/schedules';
import { differences } from './differences';
import { faultsAt, readDraft, readTiming } from './read-draft';
import { draftOf, newDraft, type ScheduleDraft } from './schedule-draft';

const typed = (parts: Partial<ScheduleDraft>): ScheduleDraft => ({
  ...newDraft('default'),
  name: 'a',
  cron: '30 2 * * *',
  ...parts,
});
const faults = (parts: Partial<ScheduleDraft>, isNew = true) => {
  const read = readDraft(typed(parts), isNew);
  return read.ok ? {} : read.faults;
};

describe('a schedule that is edited', () => {
  it.each([
    {
      cron: '0 0 2 * * *',
      timezone: 'Europe/Berlin',
      paused: true,
      overlap: 'queue',
      missed: 'all',
      missedMost: 7,
    },
    { every: 90_000, jitterMs: 1500, startAt: '2026-11-21T10:00:00.250Z', endAt: '2027-01-01T00:00:00.000Z' },
    { at: '2027-01-01T00:00:00.000Z' },
  ])('is what it was when nothing is changed: %j', (when) => {
    const job = {
      type: 'http.call',
      payload: { url: 'https://example.com', headers: { authorization: '***' } },
      priority: 0,
      attempts: 3,
      timeoutMs: 60_000,
      labels: { tier: 'pro' },
      keepMs: 5,
    };
    const schedule = scheduleSchema.parse({ name: 'a', job, ...when });
    expect(readDraft(draftOf({ schedule, queue: 'default' }), false)).toEqual({ ok: true, schedule });
  });

  it('says at each field what is wrong with it', () => {
    expect(faults({})).toEqual({});
    expect(Object.keys(faults({ name: '', cron: ' ', type: '', payload: '{' })).sort()).toEqual([
      'cron',
      'name',
      'payload',
      'type',
    ]);
    expect(faults({ name: 'no spaces' }).name).toContain('1 to 64');
    expect(faults({ kind: 'every', every: '10ms' })).toEqual({ every: 'a second or more' });
    expect(faults({ kind: 'every', every: 'soon' }).every).toContain('a time like 30s');
    expect(faults({ kind: 'at' })).toEqual({ at: 'a date and a time' });
    expect(faults({ startAt: '2026-11-21T10:00', endAt: '2026-11-20T10:00' })).toEqual({
      endAt: 'it is before the start',
    });
    expect(faults({ timezone: 'Europe/Nowhere' }).timezone).toContain('no time zone');
    expect(faults({ jitter: '25h', timeout: 'x', priority: 12 })).toMatchObject({
      jitter: 'a day at most',
      timeout: expect.stringContaining('a time like'),
      priority: expect.any(String),
    });
  });

  it('wants the values of hidden headers when there is nothing to take them from', () => {
    const hidden = { type: 'http.call', payload: '{"url":"https://a","headers":{"authorization":"***"}}' };
    expect(faults(hidden).payload).toContain('authorization');
    expect(faults(hidden, false)).toEqual({});
  });
});

it('reads when it ticks before the rest is typed; an interval counts from when the schedule was made', () => {
  const draft = typed({ name: '', payload: '{', kind: 'every', every: '1m' });
  expect(readTiming(draft, null)).toMatchObject({ ok: true, schedule: { every: 60_000 } });
  expect(readTiming(draft, 5)).toMatchObject({ ok: true, schedule: { startAt: '1970-01-01T00:00:00.005Z' } });
  expect(readTiming(typed({ cron: '' }), null)).toMatchObject({
    ok: false,
    faults: { cron: expect.any(String) },
  });
});

it('puts faults of the gateway at the fields of the form', () => {
  const message = 'wrong';
  expect(
    faultsAt([
      { path: 'schedule.job.timeoutMs', message },
      { path: 'cron', message },
    ]),
  ).toEqual({
    timeout: message,
    cron: message,
  });
  expect(faultsAt([{ path: 'schedule.job.labels', message }])).toEqual({ whole: 'job.labels: wrong' });
});

it('says in what two edits differ', () => {
  const schedule = (parts: object, job: object = {}) =>
    scheduleSchema.parse({ name: 'a', every: 1000, job: { type: 'echo', payload: 1, ...job }, ...parts });
  expect(differences(schedule({}), schedule({}))).toEqual([]);
  expect(differences(schedule({ overlap: 'queue' }), schedule({}, { priority: 1 }))).toEqual([
    { field: 'overlap', mine: '"queue"', theirs: '"skip"' },
    { field: 'job.priority', mine: 'not set', theirs: '1' },
  ]);
});
