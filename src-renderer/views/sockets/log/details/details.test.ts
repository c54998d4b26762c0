import { describe, expect, it } from 'vitest';
import { hexLines } from './hex-lines';
import { draftOf } from './send-again';
import { structuralDiff } from './structural-diff';

describe('the difference of two frames', () => {
  it('names what was added, removed and changed, by its path', () => {
    const before = { type: 'a', job: { n: 1, gone: true }, list: [1, 2, 3], same: { x: null } };
    const after = { type: 'b', job: { n: 1, 'odd key': 'x' }, list: [1, 5], same: { x: null }, new: [] };
    expect(structuralDiff(before, after)).toEqual({
      changes: [
        { path: '$.type', kind: 'changed', before: 'a', after: 'b' },
        { path: '$.job.gone', kind: 'removed', before: true },
        { path: "$.job['odd key']", kind: 'added', after: 'x' },
        { path: '$.list[1]', kind: 'changed', before: 2, after: 5 },
        { path: '$.list[2]', kind: 'removed', before: 3 },
        { path: '$.new', kind: 'added', after: [] },
      ],
      equal: 3,
    });
  });

  it('takes things of another kind as a whole', () => {
    const changes = (a: unknown, b: unknown) => structuralDiff(a, b).changes.map(({ path }) => path);
    expect(changes([1], { 0: 1 })).toEqual(['$']);
    expect(changes({ a: null }, { a: {} })).toEqual(['$.a']);
    expect(changes('text', 'other')).toEqual(['$']);
    expect(structuralDiff({}, {})).toEqual({ changes: [], equal: 1 });
    expect(structuralDiff({ a: undefined, toString: 1 }, { a: undefined, toString: 1 }).equal).toBe(2);
  });
});

describe('a dump of bytes', () => {
  it('shows sixteen in a line, as numbers and as text', () => {
    const bytes = new TextEncoder().encode('{"a":1}\n0123456789');
    expect(hexLines(bytes, 0, 100)).toEqual([
      {
        offset: '00000000',
        hex: '7b 22 61 22 3a 31 7d 0a  30 31 32 33 34 35 36 37',
        text: '{"a":1}.01234567',
      },
      { offset: '00000010', hex: '38 39'.padEnd(48), text: '89' },
    ]);
    expect(hexLines(bytes, 0, 16)).toHaveLength(1);
  });
});

describe('a frame that is sent again', () => {
  it('is a draft in which nothing is taken for a variable', () => {
    expect(draftOf('{"a":"{{x}}"}')).toEqual({ kind: 'json', text: '{\n  "a": "\\\\{{x}}"\n}' });
    expect(draftOf('hi {{x}}')).toEqual({ kind: 'text', text: 'hi \\{{x}}' });
    expect(draftOf(Uint8Array.from([1, 2]))).toEqual({ kind: 'base64', text: 'AQI=' });
  });
});
