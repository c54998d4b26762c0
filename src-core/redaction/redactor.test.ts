import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from './redactor';

const known = 'Kn0wn/se"cret+vålue';

function hidden(value: unknown, secrets: string[] = [known]): string {
  return JSON.stringify(new Redactor(secrets).value(value));
}

describe('Redactor', () => {
  it.each<[string, unknown, unknown]>([
    ['a field', { apiKey: 'x', n: 1 }, { apiKey: '***', n: 1 }],
    ['a number that is a password', { password: 1234, max_tokens: 5 }, { password: '***', max_tokens: 5 }],
    [
      'what is inside',
      { credentials: { user: 'u', key: ['a', 'b'] } },
      { credentials: { user: '***', key: ['***', '***'] } },
    ],
    [
      'a header in a pair',
      [
        ['Authorization', 'x y'],
        ['a', 'b'],
      ],
      [
        ['Authorization', '***'],
        ['a', 'b'],
      ],
    ],
    ['headers one after the other', ['Host', 'h', 'Cookie', 'a=b'], ['Host', 'h', 'Cookie', '***']],
    ['a named value', { name: 'x-api-key', value: 'v' }, { name: 'x-api-key', value: '***' }],
    ['JSON in text', { body: '{"password":12345,"a":[1]}' }, { body: '{"password":"***","a":[1]}' }],
    ['a key of OpenAI', 'with sk-proj-abcdefABCDEF0123 it goes', 'with *** it goes'],
    ['a key of AWS', { id: 'AKIAIOSFODNN7EXAMPLE' }, { id: '***' }],
    ['a JSON Web Token', 'jwt eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl!', 'jwt ***!'],
    ['a private key', 'a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b', 'a *** b'],
    ['one that was cut', '-----BEGIN PRIVATE KEY-----\nMIIE', '***'],
    ['an address', 'at redis://:pw@host:1/0', 'at redis://***@host:1/0'],
    ['a short bearer token', 'Authorization: Bearer abc-1234', 'Authorization: ***'],
    ['Basic in text', 'sent Basic dXNlcjpwdw== there', 'sent Basic *** there'],
    ['a line of a log', 'login password=hunter2, ok', 'login password=***, ok'],
    ['a variable', 'STRIPE_SECRET=abc DEBUG=1', 'STRIPE_SECRET=*** DEBUG=1'],
    ['an option', 'run --token abc --fast', 'run --token *** --fast'],
  ])('hides %s', (_name, value, expected) => {
    expect(new Redactor().value(value)).toEqual(expected);
  });

  it.each([
    'Unexpected token: < in JSON at position 4',
    'the secret of good tokens, basic understanding of the bearer',
    'key: value; total_tokens: 12',
    { state: 'completed', usage: { total_tokens: 3 }, history: [{ worker: 'w-1', fence: 2 }] },
  ])('leaves ordinary data as it is: %j', (value) => {
    const redactor = new Redactor([known]);
    expect(redactor.value(value)).toEqual(value);
    expect(redactor.hidden).toBe(0);
  });

  it('finds a known secret in every way it is written', () => {
    const inJson = JSON.stringify({ a: known });
    const texts = [known, inJson, JSON.stringify(inJson), encodeURIComponent(known), btoa('kn0wn!-secret!')];
    const redactor = new Redactor([known, 'kn0wn!-secret!']);
    for (const text of texts) {
      expect(redactor.text(`before ${text} after`)).toMatch(/^before [^a-z]*(\W*a\W*)?\*\*\*\W* after$/);
    }
  });

  it('finds the beginning of one at the end of a text that was cut', () => {
    expect(new Redactor(['s0me-long-secret']).text('x=s0me-long')).toBe('x=***');
  });

  it('finds a short one only where it stands alone', () => {
    const redactor = new Redactor(['abc']);
    expect(redactor.value(['abc', 'abcd'])).toEqual(['***', 'abcd']);
  });

  it('hides what it has learned in text about it, and no ordinary word', () => {
    const redactor = new Redactor();
    redactor.learn({ headers: { authorization: 'Custom pl4nted-value' }, token: 'completed' });
    expect(redactor.text('refused: pl4nted-value')).toBe('refused: ***');
    expect(redactor.text('completed')).toBe('completed');
  });

  it('bears data of any depth', () => {
    let deep: unknown = 'sk-abcdefghijklmnopqrst';
    for (let n = 0; n < 5000; n += 1) deep = [deep];
    expect(JSON.stringify(new Redactor().value(deep))).not.toContain('sk-');
  });

  it('takes no longer for text made to be slow', () => {
    const hard = `${'token'.repeat(200)}${'password'.repeat(100)}${'-----BEGIN PRIVATE KEY'.repeat(50)}`;
    const redactor = new Redactor([known]);
    const began = performance.now();
    for (let times = 0; times < 50; times += 1) redactor.text(hard);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

const word = fc.constantFrom(
  'order',
  'Ada',
  'waiting',
  '42',
  'x: y',
  'a b c',
  'größe',
  'https://h/x?a=1',
  '{"n":[1]}',
);
const ordinary = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('id', 'items', 'note', 'count', 'user', 'at'), tie('any'), {
      maxKeys: 4,
    }),
  ),
})).any;

/** As a secret may be carried: under a name, in words, in JSON in text, in an address. */
const carriers: ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => ({ note: `it said ${secret}.` }),
  (secret) => ({ 'x-api-key': secret }),
  (secret) => [JSON.stringify({ deep: JSON.stringify({ secret }) })],
  (secret) => `https://h/x?k=${encodeURIComponent(secret)}&b=1`,
  (secret) => ({ [secret]: 1 }),
  (secret) => ({ stack: `Error: no\n    at f (${secret}:1:2)` }),
];

describe('in random data', () => {
  it('ordinary data survives unchanged', () => {
    fc.assert(
      fc.property(ordinary, (data) => {
        expect(new Redactor([known]).value(data)).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it('a planted secret never survives', () => {
    const secret = fc.oneof(
      fc.string({ minLength: 8, maxLength: 40 }).filter((text) => /\S{8}/.test(text) && !text.includes('*')),
      fc.constantFrom(known, 'sk-live-abcdefghijkl0123', 'p@ss w0rd/1', 'a\\b"c\nd+e%20f'),
    );
    fc.assert(
      fc.property(
        ordinary,
        secret,
        fc.constantFrom(...carriers),
        fc.integer({ min: 0, max: 5 }),
        (data, planted, carry, depth) => {
          let value: unknown = carry(planted);
          for (let n = 0; n < depth; n += 1) value = n % 2 ? { items: [data, value] } : [value, data];
          const shown = hidden(value, [planted]);
          for (const form of [planted, JSON.stringify(planted).slice(1, -1), encodeURIComponent(planted)])
            expect(shown).not.toContain(form);
        },
      ),
      { numRuns: 500 },
    );
  });
});
