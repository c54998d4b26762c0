import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json';

describe('parseJson', () => {
  it('gives the value', () => {
    expect(parseJson(' {"a": [1, null]}\n')).toEqual({ ok: true, value: { a: [1, null] } });
  });

  it.each<[string, number, number]>([
    ['{"a":1,}', 1, 8],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": tru}', 1, 10],
    ['{\n  "a": 1,\n  "b": yes\n}', 3, 8],
    ['[1, 2', 1, 6],
    ['{"a":', 1, 6],
    ['{\n  "a": [\n', 2, 9],
    ['{"a":1}}', 1, 8],
    ['', 1, 1],
    ['  \n ', 1, 1],
  ])('says where %j is wrong: line %i, column %i', (text, line, column) => {
    const parsed = parseJson(text);
    expect(parsed).toMatchObject({ ok: false, fault: { line, column } });
  });

  it.each([
    ['{"a": tru}', "Unexpected token '}'"],
    ['{"a":1,}', 'Expected double-quoted property name'],
    ['{"a":', 'Unexpected end of the text'],
  ])('says what is wrong with %j without repeating it', (text, message) => {
    expect(parseJson(text)).toMatchObject({ fault: { message } });
  });
});
