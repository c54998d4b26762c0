import { describe, expect, it } from 'vitest';
import { changed, extra, replayOf, reportOf } from './replay.fixture';
import { replayRows } from './replay-rows';
import type { Replay } from './replays';

const outcomes = (part: Partial<Replay>) =>
  replayRows(replayOf(part)).map(({ type, outcome, next }) => `${type} ${next ? 'next' : outcome}`);
const seen = { line: 1, differences: [] };

describe('the rows of a replay', () => {
  it('are the entries before it begins', () => {
    expect(outcomes({})).toEqual(['open open', 'submit_job open', 'job_accepted open', 'job_result open']);
  });

  it('tell what was done, what came again, and what is next', () => {
    const played = new Map([
      [0, seen],
      [2, seen],
    ]);
    expect(outcomes({ running: true, played, waitsAt: 1 })).toEqual([
      'open sent',
      'submit_job next',
      'job_accepted same',
      'job_result open',
    ]);
  });

  it('tell what differs, what is missing, and what was not recorded, where it came', () => {
    const played = new Map([0, 1, 3].map((index) => [index, seen] as const));
    const extras = [{ after: 1, connection: 'client', type: 'job_state', line: 7, differences: [extra] }];
    const missing = { ...changed, entry: 2, kind: 'missing', path: '' } as const;
    expect(outcomes({ played, extras, report: reportOf(missing, extra, changed) })).toEqual([
      'open sent',
      'submit_job sent',
      'job_state extra',
      'job_accepted missing',
      'job_result changed',
    ]);
  });

  it('were not played where it was stopped before', () => {
    const report = { ...reportOf(), passed: false, failure: 'it was stopped' };
    expect(outcomes({ played: new Map([[0, seen]]), report })).toEqual([
      'open sent',
      'submit_job open',
      'job_accepted open',
      'job_result open',
    ]);
  });

  it('are quiet about what is allowed', () => {
    const allowed = { ...changed, allowed: 'new' };
    const quiet = { ...extra, allowed: 'may come' };
    const extras = [{ after: -1, connection: 'client', type: 'job_state', line: 7, differences: [extra] }];
    const rows = outcomes({ played: new Map([[3, seen]]), extras, report: reportOf(quiet, allowed) });
    expect(rows[0]).toBe('job_state allowed');
    expect(rows.at(-1)).toBe('job_result allowed');
  });
});
