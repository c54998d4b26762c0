import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, pathCovers, pathText, readPath } from './json-path';

const frame = { a: { b: [{ 'odd name': 1 }, { 'odd name': 2 }], '': 0 }, n: null };

describe('readPath', () => {
  it.each([
    ['$', frame],
    ['$.a.b[1]', { 'odd name': 2 }],
    ["$.a.b[0]['odd name']", 1],
    ['$.a["b"][0]["odd name"]', 1],
    ["$.a.b[*]['odd name']", [1, 2]],
    ['$.a.b.length', 2],
    ["$.a['']", 0],
    ['$.n', null],
  ])('%s', (path, value) => expect(readPath(frame, path)).toEqual({ found: true, value }));

  it.each(['$.x', '$.a.b[2]', '$.n.x', '$.toString', '$.a.b.x', '$.a.length'])(
    'finds nothing at %s',
    (path) => expect(readPath(frame, path)).toEqual({ found: false, value: undefined }),
  );

  it('finds an empty list with [*] where there is nothing', () => {
    expect(readPath({ a: [] }, '$.a[*].x')).toEqual({ found: false, value: [] });
  });
});

it.each([
  ['a.b', 1],
  ['', 1],
  ['$.', 2],
  ['$.a[b]', 4],
  ['$.a[-1]', 4],
  ['$..a', 2],
  ["$['a", 2],
])('refuses %j', (path, at) => {
  expect(() => parsePath(path)).toThrow(`from its character ${at} on; accepted: $ for the whole, .name`);
});

it('writes any path so that it reads the same', () => {
  const steps = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.nat(999_999)));
  fc.assert(
    fc.property(steps, (path) => {
      expect(parsePath(pathText(path))).toEqual(path);
    }),
  );
  expect(pathText(parsePath('$.a[*][0]["x y"]'))).toBe("$.a[*][0]['x y']");
});

it('tells whether a path with [*] means a place', () => {
  expect(pathCovers('$.a[*].b', '$.a[3].b.c')).toBe(true);
  expect(pathCovers('$.a[*].b', '$.a[3].x')).toBe(false);
  expect(pathCovers('$', '$.a')).toBe(true);
  expect(pathCovers('$.a.b', '$.a')).toBe(false);
});
