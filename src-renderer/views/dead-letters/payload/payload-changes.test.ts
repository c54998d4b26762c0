import { describe, expect, it } from 'vitest';
import { payloadChanges } from './payload-changes';

describe('payloadChanges', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['nothing', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
    ['a value', { a: 1, b: 2 }, { a: 1, b: 3 }, [{ path: 'b', before: 2, after: 3 }]],
    ['a new member', {}, { a: null }, [{ path: 'a', after: null }]],
    ['a member that went', { a: null }, {}, [{ path: 'a', before: null }]],
    [
      'a deep value',
      { a: { b: { c: 1 } } },
      { a: { b: { c: 2 } } },
      [{ path: 'a.b.c', before: 1, after: 2 }],
    ],
    ['an item', { a: [1, 2] }, { a: [1, 3] }, [{ path: 'a[1]', before: 2, after: 3 }]],
    ['an array of another length', { a: [1] }, { a: [1, 2] }, [{ path: 'a', before: [1], after: [1, 2] }]],
    ['the whole', 'text', { a: 1 }, [{ path: '', before: 'text', after: { a: 1 } }]],
    ['an object for an array', { a: [] }, { a: {} }, [{ path: 'a', before: [], after: {} }]],
  ])('finds %s', (_name, before, after, changes) => {
    expect(payloadChanges(before, after)).toEqual(changes);
  });
});
