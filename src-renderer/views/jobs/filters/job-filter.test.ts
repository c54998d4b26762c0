import { describe, expect, it } from 'vitest';
import { jobOf } from '../../../../src-core/explain/story.fixture';
import { jobsHref, parseRoute } from '../../../routing/routes';
import { toRow } from '../listing/job-row';
import { couldMatch, filterIn, filterText, isFiltered, needsSearch } from './job-filter';

const read = (text: string) => filterIn(new URLSearchParams(text));

describe('a filter', () => {
  it('is what its address says', () => {
    const filter = {
      queue: 'q',
      state: 'dead',
      type: 't',
      client: 'c',
      worker: 'w',
      error: 'e',
      search: 'a b&c',
      priority: 0,
    } as const;
    expect(filterIn(parseRoute(jobsHref(filter)).params)).toEqual(filter);
  });

  it('leaves out what it cannot be', () => {
    expect(read('state=asleep&priority=12&type=&search=%20&nonsense=1')).toEqual({});
    expect(read('priority=x')).toEqual({});
  });

  it('needs a search but for a queue and a state', () => {
    expect(needsSearch({ queue: 'q', state: 'dead' })).toBe(false);
    expect(needsSearch({ priority: 0 })).toBe(true);
    expect(isFiltered({ queue: 'q' })).toBe(false);
    expect(isFiltered({ state: 'dead' })).toBe(true);
  });

  it('is compared with a row', () => {
    const row = toRow(
      jobOf({ state: 'dead', clientId: 'ada', worker: 'w1', error: { code: 'BOOM', message: 'No luck' } }),
    );
    expect(
      couldMatch(row, {
        state: 'dead',
        type: 'chat',
        client: 'ada',
        worker: 'w1',
        error: 'no LUCK',
        priority: 5,
      }),
    ).toBe(true);
    for (const other of [
      { state: 'waiting' },
      { type: 'x' },
      { client: 'x' },
      { worker: 'x' },
      { error: 'x' },
      { priority: 1 },
    ] as const)
      expect(couldMatch(row, other)).toBe(false);
  });

  it.each([
    [{}, 'all jobs'],
    [{ state: 'dead', type: 'email', client: 'ada' }, 'dead email of ada'],
    [{ search: 'needle', priority: 0 }, 'priority 0 "needle"'],
  ] as const)('%j is called %s', (filter, text) => {
    expect(filterText(filter)).toBe(text);
  });
});
