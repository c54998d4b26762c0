import { describe, expect, it } from 'vitest';
import type { RecordedEntry } from '../recording';
import { RecordingFileError, readRecording } from './read-recording';
import { Recorder } from './recorder';
import { writeRecording } from './write-recording';

const start = Date.UTC(2026, 10, 21, 12);

type Frame = [way: 'sent' | 'received', data: object | string | Uint8Array];

/** The frames of a connection as they are recorded. */
function recorded(
  frames: readonly Frame[],
  spec: object = { url: 'ws://127.0.0.1:1' },
  secrets: string[] = [],
) {
  const recorder = new Recorder({ name: 'A test', madeBy: 'a test', secrets, now: () => start });
  recorder.opened('one', spec);
  for (const [way, data] of frames) {
    const isRaw = typeof data === 'string' || data instanceof Uint8Array;
    recorder.frame('one', way, isRaw ? data : JSON.stringify(data), start + 5);
  }
  const recording = recorder.finish();
  expect(readRecording(writeRecording(recording))).toEqual(recording);
  const content = recording.entries.slice(1).map((entry: RecordedEntry) => {
    if (entry.kind !== 'sent' && entry.kind !== 'received') return entry.kind;
    return entry.frame ?? entry.text ?? entry.base64;
  });
  return { recording, values: recording.values, connections: recording.connections, content };
}

describe('ids', () => {
  it('that the server chose have stand-ins wherever they come again, also within texts', () => {
    const id = '0190a7c4-7f3e-7cc2-9f43-2f2f1c0b7a11';
    const { content, values } = recorded([
      ['received', { type: 'hello', sessionId: id }],
      ['sent', { type: 'join', path: `/rooms/${id}/x` }],
    ]);
    expect(content).toEqual([
      { type: 'hello', sessionId: '{{session1}}' },
      { type: 'join', path: '/rooms/{{session1}}/x' },
    ]);
    expect(values).toEqual({ session1: { chosenBy: 'server' } });
  });

  it('that were sent first stay as they are', () => {
    const id = '0190a7c4-7f3e-7cc2-9f43-2f2f1c0b7a11';
    const frames: Frame[] = [
      ['sent', { type: 'ask', id }],
      ['received', { type: 'answer', id }],
    ];
    expect(recorded(frames)).toMatchObject({ values: {}, content: frames.map(([, data]) => data) });
  });

  it('of jobs and machines are made anew: they are taken by then', () => {
    const { content, values } = recorded(
      [
        ['sent', { type: 'submit_job', job: { id: 'order-17', type: 'echo', payload: { of: 'order-17' } } }],
        ['received', { type: 'job_accepted', jobId: 'web~order-17', state: 'waiting' }],
        ['received', { type: 'job_progress', jobId: 'web~order-17', note: 'web~order-17 begins' }],
      ],
      { role: 'client' },
    );
    expect(content).toEqual([
      { type: 'submit_job', job: { id: '{{id1}}', type: 'echo', payload: { of: '{{id1}}' } } },
      { type: 'job_accepted', jobId: '{{job1}}', state: 'waiting' },
      { type: 'job_progress', jobId: '{{job1}}', note: '{{job1}} begins' },
    ]);
    expect(values.id1).toEqual({ chosenBy: 'client', form: 'order-**********' });
  });

  it('tells the fences of two jobs apart, though they are the same number', () => {
    const { content } = recorded(
      [
        ['received', { type: 'job_assigned', job: { id: 'aaaa1111' }, fence: 1 }],
        ['received', { type: 'job_assigned', job: { id: 'bbbb2222' }, fence: 1 }],
        ['sent', { type: 'heartbeat', jobs: [{ jobId: 'bbbb2222', fence: 1 }], load: 1 }],
      ],
      { role: 'worker' },
    );
    expect(content[2]).toEqual({
      type: 'heartbeat',
      jobs: [{ jobId: '{{job2}}', fence: '{{fence2}}' }],
      load: 1,
    });
  });

  it('are recognised among numbers when they are sent later', () => {
    const { content } = recorded([
      ['received', { type: 'created', id: 48_213, count: 48_213 }],
      ['sent', { type: 'get', itemId: 48_213 }],
    ]);
    expect(content).toEqual([
      { type: 'created', id: '{{id1}}', count: 48_213 },
      { type: 'get', itemId: '{{id1}}' },
    ]);
  });
});

describe('times and measures', () => {
  it('become wildcards where they were received, not where they were sent', () => {
    const { content } = recorded([
      ['sent', { type: 'point', time: '2026-11-21T11:59:00Z', at: start }],
      [
        'received',
        { type: 'stored', time: '2026-11-21T11:59:00Z', storedAt: start + 3, tookMs: 3.25, size: 3 },
      ],
      ['received', 'at 2026-11-21T12:00:00.003Z'],
    ]);
    expect(content).toEqual([
      { type: 'point', time: '2026-11-21T11:59:00Z', at: start },
      { type: 'stored', time: '2026-11-21T11:59:00Z', storedAt: '{{$time}}', tookMs: '{{$number}}', size: 3 },
      'at {{$time}}',
    ]);
  });
});

describe('secrets', () => {
  const token = 'gateway-token-1234';

  it('that are given stand nowhere, in no form', () => {
    const encoded = Buffer.from(token).toString('base64');
    const text = writeRecording(
      recorded(
        [
          ['sent', { [token]: `x${token}`, list: [token], url: `ws://h/?q=${encodeURIComponent(token)}` }],
          ['received', `binary? ${encoded}`],
          ['received', new TextEncoder().encode(`bytes ${token} bytes`)],
        ],
        { url: `ws://user:${token}@127.0.0.1:1/?token=${token}`, headers: { 'X-Other': token }, token },
        [token],
      ).recording,
    );
    expect(text).not.toContain(token);
    expect(text).not.toContain(encoded);
    expect(Buffer.from(/"base64":"([^"]*)"/.exec(text)?.[1] ?? '', 'base64').toString()).toBe(
      'bytes *** bytes',
    );
  });

  it('in fields of such names must be given again; an echo of one is the same', () => {
    const { content, values } = recorded([
      ['sent', { user: 'ada', password: 'correct horse', options: { apiKey: 'sk-1' } }],
      ['received', { welcome: 'ada', password: 'correct horse', accessToken: 'opaque-abc' }],
      ['sent', { type: 'go', with: 'opaque-abc' }],
    ]);
    expect(content).toEqual([
      { user: 'ada', password: '{{password1}}', options: { apiKey: '{{apiKey1}}' } },
      { welcome: 'ada', password: '{{password1}}', accessToken: '{{accessToken1}}' },
      { type: 'go', with: '{{accessToken1}}' },
    ]);
    expect(values).toEqual({
      password1: { chosenBy: 'secret' },
      apiKey1: { chosenBy: 'secret' },
      accessToken1: { chosenBy: 'server' },
    });
  });

  it('of a connection stand in its spec as variables', () => {
    const { connections } = recorded([], {
      url: 'wss://feed.example.com/live?token=abc123def&room=7',
      headers: { Authorization: 'Bearer hush-hush-hush', 'X-Trace': 'on' },
      protocols: ['v2', 'bearer.in-the-protocol'],
    });
    expect(connections.one).toEqual({
      url: 'wss://feed.example.com/live?token={{token2}}&room=7',
      headers: { Authorization: 'Bearer {{authorization1}}', 'X-Trace': 'on' },
      protocols: ['v2', 'bearer.{{token1}}'],
    });
  });
});

it('keeps braces of the data apart from its own', () => {
  const frames: Frame[] = [
    ['sent', { text: 'Hello {{name}} and \\{{that}}', '{{key}}': 1 }],
    ['received', 'plain {{text}}'],
  ];
  expect(recorded(frames).content).toEqual([
    { text: 'Hello \\{{name}} and \\\\\\{{that}}', '\\{{key}}': 1 },
    'plain \\{{text}}',
  ]);
});

describe('a file that is no recording', () => {
  const head = writeRecording(recorded([]).recording);

  it.each([
    ['', 'line 1: not JSON'],
    ['{"log":{}}', 'line 1: not a recording'],
    [
      head.replace('"version":1', '"version":7'),
      'line 1: a recording of version 7; this Signalbox reads version 1',
    ],
    [`${head}{"kind":"sent","at":1}`, 'line 3: connection: '],
    [`${head}{"kind":"sent","at":1,"connection":"two","text":"x"}`, 'line 3: there is no connection "two"'],
    [`${head}{"kind":"sent","at":1,"connection":"one"}`, 'line 3: give one of "frame", "text", "base64"'],
    [`${head}{"kind":"sent","at":1,"connection":"one","text":"{{who}}"}`, 'line 3: {{who}} is not among'],
    [`${head}{"kind":"sent","at":1,"connection":"one","text":"{{ who"}`, 'line 3: "{{" has no "}}"'],
  ])('%#: says the line and what was expected', (text, message) => {
    expect(() => readRecording(text)).toThrow(RecordingFileError);
    expect(() => readRecording(text)).toThrow(message);
  });
});
