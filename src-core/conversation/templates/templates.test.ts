import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandMessage } from './expand-message';
import { createScope } from './scope';
import { TemplateError, UnknownVariableError } from './template-error';
import { escapeTemplate, escapeValue, expandText, expandValue, namesIn, templateOf } from './templates';

const scope = createScope(
  { jobId: 'a~1', n: 5, list: [1], empty: '', no: false },
  { now: () => 1_700_000_000_000, random: () => 0.5 },
);

describe('expandText', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['{{jobId}}', 'a~1'],
    ['[{{ jobId }}|{{n}}|{{list}}|{{empty}}|{{no}}]', '[a~1|5|[1]||false]'],
    ['{{{jobId}}}', '{a~1}'],
    ['{"a":{"b":{{n}}}}', '{"a":{"b":5}}'],
    [String.raw`\{{jobId}}`, '{{jobId}}'],
    [String.raw`\\{{jobId}}`, String.raw`\a~1`],
    [String.raw`\\\{{n}}`, String.raw`\{{n}}`],
    [String.raw`C:\n \{x}`, String.raw`C:\n \{x}`],
    ['{{$timestamp}} {{$isoTimestamp}}', '1700000000000 2023-11-14T22:13:20.000Z'],
    ['{{$random}} {{$random 1 100}} {{$random -1 -1}}', '1073741824 51 -1'],
  ])('%s', (template, text) => expect(expandText(template, scope)).toBe(text));

  it.each([
    ['{{jobId', /^"\{\{" has no "\}\}" after it; a plain "\{\{" is written "\\\{\{"$/],
    ['{{a b}}', /is no template; accepted: \{\{name\}\}/],
    ['{{}}', /is no template/],
    ['{{$nope}}', /accepted: \{\{\$uuid\}\}, .*\{\{\$time\}\}$/],
    ['{{$random 5 1}}', /two whole numbers, the lower first/],
    ['{{$random a b}}', /two whole numbers/],
    ['{{$uuid 4}}', /takes nothing after its name/],
    ['{{$any}}', /only in what is expected/],
  ])('refuses %s', (template, message) => {
    expect(() => expandText(template, scope)).toThrow(TemplateError);
    expect(() => expandText(template, scope)).toThrow(message);
  });

  it('names an unknown variable and those there are', () => {
    const error = (() => {
      try {
        return expandText('{{job}}', scope);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(UnknownVariableError);
    expect(error).toMatchObject({
      variable: 'job',
      message: 'unknown variable "job"; known: jobId, n, list, empty, no',
    });
    expect(() => expandText('{{x}}', createScope({}))).toThrow('there are none yet');
    // What every object has is no variable.
    expect(() => expandText('{{constructor}}', scope)).toThrow(UnknownVariableError);
  });

  it('counts, and makes UUIDs that differ', () => {
    const counting = createScope({});
    expect(expandText('{{$counter}},{{$counter}}', counting)).toBe('1,2');
    const [a, b] = [expandText('{{$uuid}}', counting), expandText('{{$uuid}}', counting)];
    expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(a).not.toBe(b);
  });
});

describe('expandValue', () => {
  it('puts values in whole where a text is one template', () => {
    expect(expandValue({ a: '{{n}}', 'k{{n}}': ['{{list}}', 'x{{list}}', 7, null, true] }, scope)).toEqual({
      a: 5,
      k5: [[1], 'x[1]', 7, null, true],
    });
  });

  it('sees variables as they are at the moment', () => {
    const variables: Record<string, unknown> = {};
    const live = createScope(() => variables);
    variables.x = 1;
    expect(expandValue('{{x}}', live)).toBe(1);
    variables.x = 2;
    expect(expandValue('{{x}}', live)).toBe(2);
  });
});

describe('expandMessage', () => {
  it('makes one line of JSON', () => {
    expect(expandMessage('{\n "type": "get_job",\n "jobId": "{{jobId}}", "n": "{{n}}"\n}', scope)).toBe(
      '{"type":"get_job","jobId":"a~1","n":5}',
    );
  });

  it.each([
    ['', 'line 1, column 1: the text ends where a value is expected'],
    ['{"a": {{n}}}', 'line 1, column 7: a variable is written within quotes: "{{name}}"'],
    ['{\n  "a": 1,\n}', 'line 3, column 1: "}" is where a name in double quotes is expected'],
    ['{"a" 1}', 'line 1, column 6: "1" is where ":" is expected'],
    ['[1 2]', 'line 1, column 4: "2" is where "," or "]" is expected'],
    ['[1] 2', 'line 1, column 5: "2" is where nothing more is expected'],
    ['{"a": nul}', 'line 1, column 7: "n" is where a value is expected'],
    ['"abc', 'line 1, column 5: this text has no closing quote'],
    ['"a\nb"', 'line 1, column 3: this text has no closing quote'],
    ['"\\{{x}}"', 'line 1, column 2: in JSON the backslash before "{{" is written twice'],
    ['"\\q"', 'line 1, column 2: "\\q" is no escape of JSON'],
  ])('tells where %j stops being JSON', (text, message) => {
    expect(() => expandMessage(text, scope)).toThrow(message);
  });

  it('tells a place for whatever JSON.parse refuses', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '.5', 'true', ' ', '\\', '\n', 'e'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (some) => {
        const text = some.join('');
        let refused = false;
        try {
          JSON.parse(text);
        } catch {
          refused = true;
        }
        if (refused) expect(() => expandMessage(text, scope)).toThrow(/^line \d+, column \d+: /);
        else expect(expandMessage(text, scope)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});

const tricky = fc.array(fc.constantFrom('{', '}', '\\', 'a', '{{', '}}', '$', 'é'), { maxLength: 12 });
const trickyText = tricky.map((parts) => parts.join(''));

describe('escaping', () => {
  it('makes any text stand for itself', () => {
    fc.assert(
      fc.property(trickyText, (text) => {
        expect(expandText(escapeTemplate(text), scope)).toBe(text);
      }),
    );
  });

  it('makes any JSON stand for itself', () => {
    const json = fc.jsonValue().chain((value) => trickyText.map((text) => ({ [text]: value, list: [text] })));
    fc.assert(
      fc.property(json, (value) => {
        expect(expandValue(escapeValue(value), scope)).toEqual(value);
      }),
    );
  });

  it('joins any pieces and variables', () => {
    const piece = fc.oneof(trickyText, fc.constant({ variable: 'n' }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const plain = pieces.map((one) => (typeof one === 'string' ? one : '5')).join('');
        expect(expandText(templateOf(pieces), scope)).toBe(plain);
      }),
    );
  });
});

it('lists the names in a text or JSON', () => {
  expect(namesIn({ a: '{{x}} {{y}}', '{{z}}': ['{{x}}', '{{$uuid}}', '\\{{no}}'] })).toEqual(['x', 'y', 'z']);
});
