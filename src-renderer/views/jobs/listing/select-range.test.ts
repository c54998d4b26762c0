import { expect, it } from 'vitest';
import { jobOf } from '../../../../src-core/explain/story.fixture';
import { toRow } from './job-row';
import { changedKey, stretched } from './select-range';

const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => toRow(jobOf({ id, queue: 'q' })));
const keys = (...ids: string[]) => new Set(ids.map((id) => `q/${id}`));

it('stretches a selection in either direction', () => {
  expect(stretched(rows, keys('b', 'd'), 'q/b', 'q/d')).toEqual(keys('b', 'c', 'd'));
  expect(stretched(rows, keys('d', 'b'), 'q/d', 'q/b')).toEqual(keys('b', 'c', 'd'));
});

it('takes rows out of it when the last one was', () => {
  expect(stretched(rows, keys('a', 'b', 'c'), 'q/b', 'q/e')).toEqual(keys('a'));
});

it('leaves it alone when the anchor is gone', () => {
  expect(stretched(rows, keys('d'), 'q/x', 'q/d')).toEqual(keys('d'));
});

it('knows which row was changed', () => {
  expect(changedKey(keys('a'), keys('a', 'b'))).toBe('q/b');
  expect(changedKey(keys('a', 'b'), keys('b'))).toBe('q/a');
  expect(changedKey(keys('a', 'b'), keys())).toBeNull();
  expect(changedKey(keys('a'), keys('a'))).toBeNull();
});
