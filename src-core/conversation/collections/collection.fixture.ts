import fc from 'fast-check';
import { type Collection, collectionSchema, type Environment } from '../collection';
import { escapeTemplate, escapeValue } from '../templates/templates';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/);
const words = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '{{jobId}}',
    'a: b',
    '# no comment',
    '- x',
    'null',
    '1e3',
    'line\nline\n',
    ' x ',
    "'",
    '"',
    '~',
    '2024-01-01',
  ),
);
const plain = words.map(escapeTemplate);
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => escapeValue(JSON.parse(JSON.stringify(value))));
const scalar = fc.oneof(
  plain,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  fc.boolean(),
  fc.constant(null),
);
const span = fc.oneof(
  fc.integer({ min: 0, max: 3_600_000 }),
  fc.constantFrom(0, 250, 1500, 5000, 60_000, 0.5),
);
const fields = fc.dictionary(fc.oneof(name, plain), json, { maxKeys: 4 }).map((value) => ({ ...value }));
const path = fc.constantFrom('$', '$.jobId', "$['odd name'][0]", '$.items[*].id');
const optional = <T>(shape: { [key in keyof T]: fc.Arbitrary<T[key]> }) =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const match = fc.oneof(
  fc.record({ frame: fields, on: fc.constantFrom('a', 'b c') }, { requiredKeys: ['frame'] }),
  fc.record({ text: fc.constantFrom('^job {{jobId}}$', '\\d+ {2}', '# x') }),
);
const check = optional({
  equals: json,
  matches: fc.constantFrom('a|b', '\\.'),
  exists: fc.boolean(),
  above: fc.integer(),
  below: fc.integer(),
  stable: fc.constant(true as const),
}).chain((rest) => path.map((at) => ({ path: at, ...rest })));
const named = optional({ name: fc.string({ maxLength: 50 }), within: span });
const expectation = fc.oneof(
  fc
    .tuple(
      match,
      named,
      optional({
        where: fc.array(check, { maxLength: 2 }),
        capture: fc.dictionary(name, path, { maxKeys: 2 }),
      }),
    )
    .map((parts) => Object.assign({}, ...parts)),
  fc.tuple(match, named).map(([none, rest]) => ({ none, ...rest })),
  fc
    .tuple(fc.array(match, { minLength: 2, maxLength: 3 }), named)
    .map(([order, rest]) => ({ order, ...rest })),
);
const expectations = fc.array(expectation, { minLength: 1, maxLength: 3 });
const sent = fc.oneof(
  json.map((message) => ({ message })),
  plain.map((text) => ({ text })),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ base64: Buffer.from(bytes).toString('base64') })),
  fc.constant({ file: 'data/x.bin' }),
);
const request = fc
  .tuple(
    sent,
    optional({
      name: fc.string({ minLength: 1, maxLength: 50 }),
      after: span,
      repeat: fc.record({ times: fc.integer({ min: 1, max: 100_000 }), every: span }),
      expect: expectations,
    }),
    fc.constantFrom('a', 'b c'),
  )
  .map(([what, rest, on]) => ({ ...what, ...rest, on }));

/** Any collection that can be read. */
export const collections: fc.Arbitrary<Collection> = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 50 }),
    fc.array(request, { maxLength: 4 }),
    optional({
      description: fc.string(),
      variables: fc.dictionary(name, scalar, { maxKeys: 3 }),
      expect: expectations,
    }),
  )
  .map(([title, requests, rest]) =>
    collectionSchema.parse({
      name: title,
      connections: {
        a: { role: 'client', reconnect: true },
        'b c': { url: 'ws://x/{{y}}', protocols: ['p'], headers: { 'X-A': '# 1' }, pingMs: 0 },
      },
      requests,
      ...rest,
    }),
  );

export const environments: fc.Arbitrary<Environment> = fc
  .tuple(
    fc.string({ minLength: 1, maxLength: 50 }),
    fc.dictionary(name, fc.oneof(words, scalar), { maxKeys: 4 }),
  )
  .map(([title, variables]) => ({ name: title, variables: { ...variables }, secrets: ['the-secret'] }));
