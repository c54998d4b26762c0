import { describe, expect, it } from 'vitest';
import { gapRows } from './gap-rows';

const row = (at: number, a: number | null, b: number | null) => ({ at, values: { a, b } });

describe('gapRows', () => {
  it('says which line is above', () => {
    expect(gapRows([row(0, 3, 1), row(10, 5, 5)], 'a', 'b')).toMatchObject([
      { more: [1, 3], less: null },
      { more: [5, 5], less: [5, 5] },
    ]);
  });

  it('adds a row where the lines cross', () => {
    const rows = gapRows([row(0, 4, 0), row(10, 0, 4)], 'a', 'b');
    expect(rows.map(({ at, more, less }) => [at, more, less])).toEqual([
      [0, [0, 4], null],
      [5, [2, 2], [2, 2]],
      [10, null, [0, 4]],
    ]);
    expect(rows[1]?.measured?.at).toBe(0);
  });

  it('shades nothing where a value is not known', () => {
    expect(gapRows([row(0, 4, null), row(10, 0, 4)], 'a', 'b')).toMatchObject([
      { more: null, less: null },
      { less: [0, 4] },
    ]);
  });
});
