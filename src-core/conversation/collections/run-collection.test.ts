import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { collectionSchema } from '../collection';
import type { RequestResult } from '../reports';
import { dialFor } from './dial.fixture';
import { collectionOf, jobs, run, sentTo, serve, stopServers } from './run.fixture';
import { runCollection } from './run-collection';
import { answering } from './test-server.fixture';

afterEach(stopServers);

describe('a run', () => {
  it('sends, captures and uses what was captured', async () => {
    const { report, frames } = await run(
      jobs,
      [
        {
          message: { type: 'submit', ref: '{{ref}}' },
          expect: [
            {
              frame: { type: 'accepted', ref: '{{ref}}', at: '{{$time}}' },
              where: [
                { path: '$.jobId', matches: '^job-{{ref}}$' },
                { path: '$.at', above: 5 },
                { path: '$.nothing', exists: false },
              ],
              capture: { jobId: '$.jobId' },
            },
            { order: [{ frame: { state: 'waiting' } }, { frame: { state: 'completed' } }] },
            { none: { frame: { type: 'rejected' } } },
          ],
        },
        {
          message: { type: 'ask', jobId: '{{jobId}}' },
          expect: [{ frame: { type: 'answer', jobId: 'job-7' } }],
        },
      ],
      { variables: { ref: '{{n}}', n: 1 } },
      { variables: { n: 7 } },
    );
    expect(report).toMatchObject({ passed: true, frames: 6 });
    expect(report).not.toHaveProperty('failure');
    expect(
      report.requests.map(({ name, expectations }) => [name, expectations.map((one) => one.name)]),
    ).toEqual([
      [
        'submit',
        ['accepted comes within 5 s', expect.stringContaining('come in this order'), 'no rejected comes'],
      ],
      ['ask', ['answer (jobId "job-7") comes within 5 s']],
    ]);
    expect(report.requests.flatMap(({ expectations }) => expectations.map(({ frame }) => frame))).toEqual([
      1,
      3,
      undefined,
      5,
    ]);
    expect(sentTo(frames)).toEqual(['{"type":"submit","ref":7}', '{"type":"ask","jobId":"job-7"}']);
  });

  it('fills a variable of the collection in once, and generators anew for each frame', async () => {
    const { frames, report } = await run(
      jobs,
      [{ text: '{{id}} {{$counter}} {{$uuid}}', repeat: { times: 3 }, expect: [{ text: '{{id}} 3' }] }],
      { variables: { id: '{{$uuid}}' } },
    );
    expect(report.passed).toBe(true);
    const sent = sentTo(frames).map((text) => String(text).split(' '));
    expect(sent.map(([, n]) => n)).toEqual(['1', '2', '3']);
    expect(new Set(sent.map(([id]) => id)).size).toBe(1);
    expect(new Set(sent.map(([, , id]) => id)).size).toBe(3);
  });

  it('waits, without sending, for what a server says first', async () => {
    const { report, frames } = await run(
      (socket) => socket.send('{"type":"welcome","token":"t"}'),
      [
        { expect: [{ frame: { type: 'welcome' }, capture: { token: '$.token' } }] },
        { message: { token: '{{token}}' } },
      ],
    );
    expect(report).toMatchObject({ passed: true, requests: [{ name: 'wait 1' }, { name: 'request 2' }] });
    expect(sentTo(frames)).toEqual(['{"token":"t"}']);
  });

  it('sends binary frames, files as text or binary, and captures named groups of a text', async () => {
    const { report, frames } = await run(
      answering({}),
      [
        { base64: 'AQID' },
        { file: 'deep/a.bin' },
        { file: 'a.txt', expect: [{ text: 'the (?<what>\\w+) is' }] },
        { text: 'again {{what}}' },
      ],
      {},
      {
        readFile: async (path) => (path === 'a.txt' ? Buffer.from('the door is open') : Buffer.from([9])),
      },
    );
    expect(report.passed).toBe(true);
    expect(sentTo(frames).map((data) => (typeof data === 'string' ? data : [...data]))).toEqual([
      [1, 2, 3],
      [9],
      'the door is open',
      'again door',
    ]);
  });

  it('takes for an expectation only what came since its request', async () => {
    const { results } = await run(jobs, [
      { message: { type: 'submit', ref: 1 }, expect: [{ frame: { state: 'completed' } }] },
      { message: { type: 'ask' }, expect: [{ frame: { state: 'completed' }, within: '50ms' }] },
    ]);
    expect(results.map(({ passed }) => passed)).toEqual([true, false]);
    expect(results[1]?.message).toMatch(/; frame 3 would fit, but came before this request$/);
  });

  it('lets an expectation wait for the variable that one above it captures', async () => {
    // News of the job before comes between a submission and its answer.
    const talk = answering({
      submit: ({ ref }) => [
        { type: 'state', jobId: `job-${Number(ref) - 1}` },
        { type: 'accepted', jobId: `job-${ref}` },
        { type: 'state', jobId: `job-${ref}` },
      ],
    });
    const submit = {
      message: { type: 'submit', ref: '{{$counter}}' },
      expect: [
        { frame: { type: 'accepted' }, capture: { jobId: '$.jobId' } },
        { frame: { type: 'state', jobId: '{{jobId}}' }, capture: { seen: '$.jobId' } },
        { none: { frame: { jobId: '{{jobId}}', state: 'dead' } } },
      ],
    };
    const { report, frames } = await run(talk, [submit, submit, { message: '{{seen}}' }]);
    expect(report.passed).toBe(true);
    expect(sentTo(frames).at(-1)).toBe('"job-2"');
  });

  it('looks again at a frame when the variable it needs is there', async () => {
    const { results, report } = await run(
      answering({
        submit: () => [
          { type: 'state', jobId: 'j' },
          { type: 'accepted', jobId: 'j' },
        ],
      }),
      [
        {
          message: { type: 'submit' },
          expect: [
            { frame: { jobId: '{{jobId}}' } },
            { frame: { type: 'accepted' }, capture: { jobId: '$.jobId' } },
          ],
        },
      ],
    );
    expect(report.passed).toBe(true);
    expect(results.map(({ frame }) => frame)).toEqual([1, 2]);
  });

  it('keeps several connections apart, and can look at all', async () => {
    const one = await serve(answering({ hi: () => [{ type: 'from-one' }] }));
    const two = await serve(answering({ hi: () => [{ type: 'from-two' }] }));
    const report = await runCollection(
      collectionSchema.parse({
        name: 'two',
        connections: { one: { url: one.url, headers: { 'x-job': '{{id}}' } }, two: { url: two.url } },
        requests: [
          {
            on: 'one',
            message: { type: 'hi' },
            expect: [
              { frame: { type: 'from-one' } },
              { frame: { type: 'from-two' }, within: 50, name: 'not here' },
              { frame: { type: 'from-two' }, on: 'two', within: 50, name: 'not yet' },
            ],
          },
          { on: 'two', message: { type: 'hi' }, expect: [{ frame: { type: 'from-two' } }] },
        ],
        expect: [{ order: [{ frame: { type: 'from-one' } }, { frame: { type: 'from-two' }, on: 'two' }] }],
      }),
      { dial: dialFor(), variables: { id: 'j1' } },
    );
    expect(
      report.requests.map(({ index, expectations }) => [index, expectations.map(({ passed }) => passed)]),
    ).toEqual([
      [0, [true, false, false]],
      [1, [true]],
      [-1, [true]],
    ]);
    expect(one.upgrades[0]?.headers['x-job']).toBe('j1');
  });

  it('closes what it opened, and leaves the server alone', async () => {
    const server = await serve(jobs);
    const closed: Promise<unknown>[] = [];
    server.server.on('connection', (socket) => {
      closed.push(new Promise((resolve) => socket.on('close', resolve)));
    });
    await runCollection(collectionOf(server.url, [{ on: 'a', text: 'x' }]), { dial: dialFor() });
    expect(await Promise.all(closed)).toEqual([1000]);
  });
});

describe('the whole collection', () => {
  it('is judged from the first frame to the last, also those that come while it closes', async () => {
    const talk = (socket: WebSocket) => {
      socket.send('{"type":"welcome"}');
      socket.on('message', () => {
        socket.send('{"type":"late"}');
      });
    };
    const { results } = await run(talk, [{ message: { type: 'x' } }], {
      expect: [{ frame: { type: 'welcome' } }, { none: { frame: { type: 'late' } } }],
    });
    expect(results.map(({ passed }) => passed)).toEqual([true, false]);
  });

  it('judges at its end what no request has to wait for', async () => {
    const seen: RequestResult[] = [];
    const { results } = await run(
      answering({ second: () => [{ type: 'bad' }] }),
      [
        { message: { type: 'first' }, expect: [{ none: { frame: { type: 'bad' } } }] },
        { message: { type: 'second' }, expect: [{ frame: { type: 'bad' } }] },
      ],
      {},
      { onResult: (result) => seen.push(result) },
    );
    expect(results.map(({ passed }) => passed)).toEqual([false, true]);
    expect(seen.map(({ index, expectations }) => [index, expectations.length])).toEqual([
      [0, 0],
      [1, 1],
      [0, 1],
    ]);
  });
});

describe('a run that cannot be played', () => {
  it('says which connection could not be opened, and closes the others', async () => {
    const server = await serve(jobs);
    const closed = new Promise((resolve) => {
      server.server.on('connection', (socket) => socket.on('close', resolve));
    });
    const report = await runCollection(
      collectionSchema.parse({
        name: 'x',
        connections: { good: { url: server.url }, bad: { url: 'ws://127.0.0.1:1/' } },
        requests: [{ on: 'good', text: 'x' }],
        expect: [{ frame: {} }],
      }),
      { dial: dialFor() },
    );
    expect(report).toMatchObject({
      passed: false,
      requests: [],
      failure: 'connection "bad" could not be opened: connect ECONNREFUSED 127.0.0.1:1',
    });
    await closed;
  });

  it.each([
    [{ variables: { a: '{{b}}', b: '{{a}}' } }, 'variables stand for each other: a -> b -> a'],
    [
      { connections: { a: { url: '{{where}}' } } },
      'connection "a": unknown variable "where"; there are none yet',
    ],
    [
      { connections: { a: { url: 'ws://x', headers: { a: '{{v}}' } } }, variables: { v: 'a\nb' } },
      'connection "a": $.headers.a: a header has no line breaks',
    ],
  ])('%j', async (rest, failure) => {
    const { report } = await run(jobs, [{ text: 'x' }], rest);
    expect(report).toMatchObject({ passed: false, failure });
  });

  it('stops at once', async () => {
    const stop = new AbortController();
    const { report } = await run(
      jobs,
      [
        {
          message: { type: 'submit' },
          expect: [{ frame: { type: 'never' }, within: '1h' }, { none: { text: 'x' } }],
        },
        { text: 'not sent' },
      ],
      { expect: [{ frame: { type: 'never' } }] },
      { signal: stop.signal, onFrame: ({ number }) => number === 2 && stop.abort() },
    );
    expect(report).toMatchObject({
      passed: false,
      failure: 'it was stopped',
      requests: [{ expectations: [] }],
    });
    const repeated = new AbortController();
    const { report: burst } = await run(
      jobs,
      [{ text: 'x', repeat: { times: 1000, every: '1h' } }],
      {},
      { signal: repeated.signal, onFrame: () => repeated.abort() },
    );
    expect(burst.failure).toBe('it was stopped');
  });
});

it('reads no file above its own', async () => {
  for (const file of ['../x', '/etc/passwd', 'a/../../x', 'C:\\x', '\\x'])
    expect(
      collectionSchema.safeParse({ name: 'x', connections: {}, requests: [{ on: 'a', file }] }).success,
    ).toBe(false);
});
