import { describe, expect, it } from 'vitest';
import { judgedAnew, ruleFor } from './allow';
import { changed, extra, reportOf } from './replay.fixture';

describe('an allowed difference', () => {
  it('is allowed by its connection, frame, place and kind', () => {
    expect(ruleFor(changed, 'new')).toEqual({
      on: 'client',
      frame: 'job_result',
      path: '$.result',
      kinds: ['changed'],
      because: 'new',
    });
    expect(ruleFor(extra, '')).toEqual({ on: 'client', frame: 'job_state', kinds: ['extra'] });
  });

  it('is no fault of the report any more', () => {
    const report = reportOf(extra, changed);
    const half = judgedAnew(report, [ruleFor(changed, 'new')]);
    expect(half.passed).toBe(false);
    expect(half.differences.map(({ allowed }) => allowed)).toEqual([undefined, 'new']);
    expect(judgedAnew(half, [ruleFor(extra, 'more'), ruleFor(changed, 'new')]).passed).toBe(true);
  });

  it('does not mend a replay that could not be played to its end', () => {
    const report = { ...reportOf(changed), failure: 'stopped' };
    expect(judgedAnew(report, [ruleFor(changed, '')]).passed).toBe(false);
  });
});
