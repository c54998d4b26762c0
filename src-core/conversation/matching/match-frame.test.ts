import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScope } from '../templates/scope';
import { UnknownVariableError } from '../templates/template-error';
import { escapeValue } from '../templates/templates';
import { expandRegExp } from './match-text';
import { matchFrame } from './match-frame';

const scope = createScope({ jobId: 'a.1', n: 5, spec: { a: 1, b: 2 } });
const at = 1_700_000_000_000;

describe('matchFrame', () => {
  it.each([
    [{}, { a: 1 }],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2, c: 3 }] }],
    ['{{n}}', 5],
    ['{{spec}}', { b: 2, a: 1 }],
    ['job {{jobId}}:{{n}}', 'job a.1:5'],
    ['', ''],
    [null, null],
    [
      { a: '{{$any}}', b: '{{$number}}', c: '{{$string}}' },
      { a: null, b: 0, c: '' },
    ],
    [
      ['{{$time}}', '{{$time}}', '{{$time}}'],
      [at, '2023-11-14T22:13:20Z', '2023-11-14T22:13:20.123+01:00'],
    ],
    ['gpu{{$number}} at {{$time}}: {{$any}}', `gpu12 at ${at}: a\nb`],
    ['\\{{n}}', '{{n}}'],
  ])('%j fits %j', (pattern, value) => {
    expect(matchFrame(pattern, value, scope)).toEqual({ fits: true, captured: {} });
  });

  it.each([
    [{ state: 'completed' }, { state: 'waiting' }, '$.state was "waiting", expected "completed"'],
    [{ a: { b: 1 } }, { a: {} }, '$.a.b is missing, expected 1'],
    [{ a: { b: 1 } }, { a: [1] }, '$.a was [1], expected an object'],
    [{ a: [1] }, { a: [1, 2] }, '$.a was one of 2, expected a list of 1'],
    [{ a: [1, 2] }, { a: [1, 3] }, '$.a[1] was 3, expected 2'],
    [{ a: [] }, { a: null }, '$.a was null, expected a list'],
    ['5', 5, '$ was 5, expected "5"'],
    ['{{n}}', '5', '$ was "5", expected 5'],
    ['{{jobId}}', 'ab1', '$ was "ab1", expected "a.1"'],
    ['x{{jobId}}', 'xab1', '$ was "xab1", expected "xa.1"'],
    ['{{$any}}', undefined, '$ is missing, expected anything, but something'],
    ['{{$time}}', 12, '$ was 12, expected a time: milliseconds since 1970, or ISO 8601'],
    ['gpu{{$number}}', 'gpuX', '$ was "gpuX", expected "gpu{{$number}}"'],
    [{ 'odd name': 1 }, {}, "$['odd name'] is missing, expected 1"],
  ])('%j does not fit %j', (pattern, value, message) => {
    expect(matchFrame(pattern, value, scope)).toMatchObject({ fits: false, message });
  });

  it('tells how much fits', () => {
    const share = (value: object) => {
      const match = matchFrame({ a: 1, b: 2, c: 3 }, value, scope);
      return match.fits ? 1 : match.share;
    };
    expect(share({ a: 1, b: 2, c: 0 })).toBeGreaterThan(share({ a: 1 }));
  });

  it('captures variables that have no value yet, the same wherever they stand', () => {
    const pattern = { id: '{{job1}}', worker: '{{machine}}:gpu0', again: '{{machine}}/{{job1}}' };
    expect(
      matchFrame(pattern, { id: 'j', worker: 'm:1:gpu0', again: 'm:1/j' }, scope, { capture: true }),
    ).toEqual({
      fits: true,
      captured: { job1: 'j', machine: 'm:1' },
    });
    expect(
      matchFrame(pattern, { id: 'j', worker: 'm:gpu0', again: 'm/x' }, scope, { capture: true }),
    ).toMatchObject({
      fits: false,
      message: '$.again was "m/x", expected "m/j"',
    });
    expect(() => matchFrame(pattern, {}, scope)).toThrow(UnknownVariableError);
  });

  it('takes a text that holds the same new variable twice', () => {
    const twice = ['{{x}}1-{{x}}1'];
    expect(matchFrame(twice, ['ab1-ab1'], scope, { capture: true })).toMatchObject({ captured: { x: 'ab' } });
    expect(matchFrame(twice, ['ab1-ac1'], scope, { capture: true })).toMatchObject({ fits: false });
  });

  it('allows no further fields when exact', () => {
    expect(matchFrame({ a: {} }, { a: { b: 1 } }, scope, { exact: true })).toMatchObject({
      message: '$.a.b was 1, expected nothing',
    });
  });

  it('refuses generators', () => {
    expect(() => matchFrame('{{$uuid}}', 'x', scope)).toThrow(/makes a new value each time/);
  });

  it('fits any JSON to itself, exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false } as object), (value) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(matchFrame(escapeValue(json), json, scope, { exact: true })).toMatchObject({ fits: true });
      }),
    );
  });
});

it('takes variables in regular expressions as plain text', () => {
  expect(expandRegExp('^job {{jobId}}$', scope)).toEqual(/^job a\.1$/u);
  expect(() => expandRegExp('{{$any}}', scope)).toThrow(/\.\* stands for anything/);
});
