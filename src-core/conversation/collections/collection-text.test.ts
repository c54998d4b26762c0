import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Collection } from '../collection';
import { collections, environments } from './collection.fixture';
import { readCollection, readEnvironment } from './read-collection';
import { updateCollectionText } from './update-collection-text';
import { writeCollection, writeEnvironment } from './write-collection';

const text = `# What a job does.
name: Submit
connections:
  client: { role: client } # the submitter

requests:
  # The first one.
  - name: submit it
    on: client
    message:
      type: submit_job
      job: { type: echo, payload: { at: "{{$timestamp}}" } }
    expect:
      - frame: { type: job_accepted }
        within: 2000
        capture: { jobId: $.jobId } # for later

  - on: client
    message: { type: get_job, jobId: "{{jobId}}" } # asks
    expect:
      - none: { frame: { type: error } }
`;

function read(yaml: string): Collection {
  const { collection, issues } = readCollection(yaml);
  expect(issues).toEqual([]);
  return collection as Collection;
}

/** What is wrong with a text: `line:column path: message`, a line each. */
function faults(...lines: string[]): string {
  const { collection, issues } = readCollection(lines.join('\n'));
  expect(collection).toBeNull();
  return issues.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`).join('\n');
}

const head = ['name: a', 'connections: { c: { role: client } }', 'requests:'];

describe('reading', () => {
  it('takes comments and times with units', () => {
    const { requests } = read(text);
    expect(requests[0]?.expect).toEqual([
      { frame: { type: 'job_accepted' }, within: 2000, capture: { jobId: '$.jobId' } },
    ]);
  });

  it.each([
    ['no YAML', ['name: [', 'x'], /^\d:\d+ \$: /],
    ['no map', ['- a'], '1:1 $: a collection is a map of keys: name, connections, requests'],
    ['nothing', [''], '1:1 $: a collection is a map of keys: name, connections, requests'],
    ['something missing', ['name: a', 'requests: []'], '1:1 $.connections: "connections" is missing'],
    [
      'an unknown key',
      [...head, '  - { on: c, massage: {} , text: x }'],
      '4:14 $.requests[0].massage: unknown key "massage"',
    ],
    [
      'two things to send',
      [...head, '  - { on: c, message: {}, text: x }'],
      /^4:5 \$\.requests\[0\]: give only one of "message"/,
    ],
    [
      'nothing to send or wait for',
      [...head, '  - { on: c }'],
      /^4:5 .*: give what is sent, one of .*, or what is waited for: "expect"$/,
    ],
    [
      'an unknown connection',
      [...head, '  - on: d', '    text: x', '    expect: [{ text: x, on: e }]'],
      '4:9 $.requests[0].on: unknown connection "d"; described under "connections": c\n6:29 $.requests[0].expect[0].on: unknown connection "e"; described under "connections": c',
    ],
    [
      'a time that is none',
      [...head, '  - { on: c, text: x, after: soon }'],
      /^4:30 \$\.requests\[0\]\.after: a time must be/,
    ],
    ['a wait that is too long', [...head, '  - { on: c, text: x, after: 2h }'], /: an hour at most$/],
    [
      'a path that is none',
      [...head, '  - { on: c, text: x, expect: [{ frame: {}, where: [{ path: jobId }] }] }'],
      /^4:61 .*where\[0\]\.path: "jobId" is no path from its character 1 on; accepted: \$/,
    ],
    [
      'a regular expression that is none',
      [...head, '  - { on: c, text: x, expect: [{ text: "(" }] }'],
      /^4:40 .*: Invalid regular expression/,
    ],
    [
      'a misspelt key of an expectation',
      [...head, '  - { on: c, text: x, expect: [{ order: [{ text: a }, { text: b }], withn: 5 }] }'],
      /: unknown key "withn"$/,
    ],
    [
      'an expectation of no kind',
      [...head, '  - { on: c, text: x, expect: [{ comes: {} }] }'],
      /^4:32 .*: give one of "frame" and "text" \(which comes\), "none", "order"\n.*: unknown key "comes"$/,
    ],
    [
      'an expectation that says nothing',
      [...head, '  - { on: c, text: x, expect: [{ within: 5s }] }'],
      /: give one of "frame" and "text"/,
    ],
    [
      'a template that is none',
      [...head, '  - { on: c, message: { a: "{{b c}}" } }'],
      /^4:28 \$\.requests\[0\]\.message\.a: "\{\{b c\}\}" is no template/,
    ],
    [
      'a wildcard that is sent',
      [...head, '  - { on: c, text: "{{$any}}" }'],
      /can stand only in what is expected/,
    ],
    [
      'a generator that is expected',
      [...head, '  - { on: c, text: x, expect: [{ frame: { a: "{{$uuid}}" } }] }'],
      /makes a new value each time/,
    ],
    [
      'a variable with a wrong name',
      [...head, '  []', 'variables: { 1a: 2 }'],
      /a variable is called by a letter/,
    ],
    [
      'both a role and a URL',
      ['name: a', 'requests: []', 'connections: { c: { role: client, url: ws://x } }'],
      /^3:19 .*: give either "role" or "url"$/,
    ],
  ])('says where the fault is: %s', (_what, lines, message) => {
    if (typeof message === 'string') expect(faults(...lines)).toBe(message);
    else expect(faults(...lines)).toMatch(message);
  });

  it('does not take the value of a secret from a file', () => {
    const { environment, issues } = readEnvironment('name: e\nvariables:\n  token: abc\nsecrets: [token]\n');
    expect(environment).toBeNull();
    expect(issues).toMatchObject([{ line: 3, column: 10, path: '$.variables.token' }]);
    expect(readEnvironment('name: e\nvariables: { n: 1 }\nsecrets: [token]\n').environment).toEqual({
      name: 'e',
      variables: { n: 1 },
      secrets: ['token'],
    });
  });
});

describe('writing', () => {
  it('is pleasant to read', () => {
    expect(writeCollection(read(text))).toBe(`name: Submit
connections:
  client: { role: client }
requests:
  - name: submit it
    on: client
    message:
      type: submit_job
      job: { type: echo, payload: { at: "{{$timestamp}}" } }
    expect:
      - frame: { type: job_accepted }
        within: 2s
        capture: { jobId: $.jobId }
  - on: client
    message: { type: get_job, jobId: "{{jobId}}" }
    expect:
      - none: { frame: { type: error } }
`);
  });

  it('reads back the same, whatever it is', () => {
    fc.assert(
      fc.property(collections, (collection) => {
        expect(read(writeCollection(collection))).toEqual(collection);
      }),
    );
    fc.assert(
      fc.property(environments, (environment) => {
        expect(readEnvironment(writeEnvironment(environment)).environment).toEqual(environment);
      }),
    );
  });
});

describe('changing a text', () => {
  const changed = (change: (collection: Collection) => void) => {
    const collection = structuredClone(read(text));
    change(collection);
    return updateCollectionText(text, collection);
  };

  it('leaves it alone when nothing changed', () => {
    expect(changed(() => undefined)).toBe(text);
  });

  it('keeps comments, order and form of the rest', () => {
    const updated = changed(({ requests }) => {
      (requests[1] as { message: unknown }).message = { type: 'get_job', jobId: 'x' };
      requests.unshift({
        on: 'client',
        message: { type: 'ping' },
        expect: [{ frame: { type: 'pong' }, within: 1000 }],
      });
    });
    expect(updated).toBe(
      text
        .replace(
          '  - name: submit it',
          '  - on: client\n    message: { type: ping }\n    expect:\n      - frame: { type: pong }\n        within: 1s\n  - name: submit it',
        )
        .replace('"{{jobId}}"', 'x'),
    );
  });

  it('takes out what is gone, with its comments', () => {
    const updated = changed(({ requests }) => {
      requests.splice(1, 1);
      delete requests[0]?.name;
    });
    expect(updated).toBe(
      text.slice(0, text.indexOf('\n  - on: client')).replace('name: submit it\n    on', 'on'),
    );
  });

  it('says what it should, whatever was there', () => {
    fc.assert(
      fc.property(collections, collections, (before, after) => {
        expect(read(updateCollectionText(writeCollection(before), after))).toEqual(after);
      }),
    );
  });

  it('does not change two places by one anchor', () => {
    const shared = `name: a
connections: { c: { role: client } }
requests:
  - { on: c, message: &m { a: 1 } }
  - { on: c, message: *m }
`;
    const collection = structuredClone(read(shared));
    (collection.requests[0] as { message: unknown }).message = { a: 2 };
    const updated = updateCollectionText(shared, collection);
    expect(read(updated).requests.map(({ message }) => message)).toEqual([{ a: 2 }, { a: 1 }]);
    expect(read(updateCollectionText('name: [', collection))).toEqual(collection);
  });
});
