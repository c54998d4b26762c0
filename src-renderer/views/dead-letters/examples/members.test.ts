import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../../src-core/protocol/http';
import { firstPage, freshPage, type Members, nextPage, release } from './members';

/** Jobs that died in the order of their letters. */
const jobs = (ids: string) =>
  ids.split(' ').map((id) => ({ id, finishedAt: `2026-01-01T00:00:${id.charCodeAt(0)}.000Z` }) as JobView);
const text = ({ shown, arrived }: Members) =>
  [arrived, shown].map((list) => list.map(({ id }) => id).join(' ')).join(' | ');

describe('members', () => {
  const start = firstPage({ jobs: jobs('F E D'), cursor: '3' });

  it('adds pages without repeating what new arrivals pushed back', () => {
    const grown = nextPage(start, { jobs: jobs('D C B'), cursor: null });
    expect(text(grown)).toBe(' | F E D C B');
    expect(grown.cursor).toBeNull();
  });

  it('holds new ones back until they are asked for', () => {
    const once = freshPage(start, { jobs: jobs('G F E'), cursor: '3' });
    expect(text(once)).toBe('G | F E D');
    const twice = freshPage(once, { jobs: jobs('H G F'), cursor: '3' });
    expect(text(twice)).toBe('H G | F E D');
    expect(text(release(twice))).toBe(' | H G F E D');
  });

  it('keeps what was loaded of later pages', () => {
    const grown = nextPage(start, { jobs: jobs('C B'), cursor: null });
    expect(text(freshPage(grown, { jobs: jobs('G F E'), cursor: '3' }))).toBe('G | F E D C B');
  });

  it('updates jobs in place', () => {
    const [newest, ...others] = jobs('F E D') as [JobView, ...JobView[]];
    const fresh = freshPage(start, { jobs: [{ ...newest, payload: 'new' }, ...others], cursor: '3' });
    expect(fresh.shown[0]?.payload).toBe('new');
  });

  it('notices jobs that are gone from the page they should be on', () => {
    expect(text(freshPage(start, { jobs: jobs('F D C'), cursor: '3' }))).toBe(' | F D C');
    expect(text(freshPage(start, { jobs: jobs('G D'), cursor: null }))).toBe('G | D');
  });

  it('begins anew when all that was known is gone', () => {
    expect(text(freshPage(start, { jobs: jobs('C B'), cursor: null }))).toBe(' | C B');
  });
});
