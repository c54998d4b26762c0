import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { dialFor } from '../collections/dial.fixture';
import type { AllowedDifference, Recording } from '../recording';
import { faultsOf } from './difference-text';
import { replay } from './replay';
import { replayJunit } from './replay-junit';
import type { ReplayOptions } from './replay-options';
import { Talk } from './talk.fixture';

type Frame = Record<string, unknown>;
type Answer = (frame: Frame, ws: WebSocket) => readonly Frame[];

let server: WebSocketServer | undefined;

afterEach(async () => {
  for (const client of server?.clients ?? []) client.terminate();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

/** A server that answers each frame with these; it is asked anew at each frame. */
async function listening(answer: { now: Answer }): Promise<string> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (ws) =>
    ws.on('message', (data) => {
      for (const one of answer.now(JSON.parse(String(data)), ws)) ws.send(JSON.stringify(one));
    }),
  );
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = { type: 'ask', n: 1 };
const answers: Frame[] = [
  { type: 'state', id: 'a', value: 'one', count: 2 },
  { type: 'state', id: 'a', value: 'two', count: 3 },
  { type: 'done', id: 'a' },
];

/** Records an `ask` that gets these answers; then the server answers otherwise. */
async function recordedThen(otherwise: Answer, allow: AllowedDifference[] = []) {
  const answer: { now: Answer } = { now: () => answers };
  const url = await listening(answer);
  const talk = new Talk(dialFor());
  await talk.open('one', { url });
  talk.send('one', ask);
  await talk.next('one', 'done');
  await talk.closeAll();
  answer.now = otherwise;
  const recording = talk.recorder.finish();
  return { ...recording, allow: [...recording.allow, ...allow] };
}

function played(recording: Recording, options: Partial<ReplayOptions> = {}) {
  return replay(recording, { dial: dialFor(), speed: 'fastest', waitMs: 300, ...options });
}

describe('the first difference', () => {
  it.each<[string, readonly Frame[], object]>([
    [
      'a value that changed',
      [{ ...answers[0], value: 'uno' }, ...answers.slice(1)],
      { kind: 'changed', frame: 'state', path: '$.value', recorded: 'one', replayed: 'uno', entry: 2 },
    ],
    [
      'a field that was renamed',
      [{ type: 'state', id: 'a', val: 'one', count: 2 }, ...answers.slice(1)],
      { kind: 'changed', frame: 'state', path: '$.value', recorded: 'one', entry: 2 },
    ],
    [
      'a field that was added',
      [{ ...answers[0], more: true }, ...answers.slice(1)],
      { kind: 'changed', frame: 'state', path: '$.more', replayed: true, entry: 2 },
    ],
    [
      'another type',
      [{ ...answers[0], type: 'status' }, ...answers.slice(1)],
      { kind: 'changed', frame: 'state', path: '$.type', recorded: 'state', replayed: 'status', entry: 2 },
    ],
    ['a frame that is missing', answers.slice(1), { kind: 'missing', frame: 'state', path: '', entry: 2 }],
    [
      'a frame that was not recorded',
      [{ type: 'notice', text: 'hello' }, ...answers],
      { kind: 'extra', frame: 'notice', path: '', replayed: { type: 'notice', text: 'hello' }, entry: null },
    ],
    [
      'another order',
      [answers[1] as Frame, answers[0] as Frame, answers[2] as Frame],
      {
        kind: 'changed',
        frame: 'state',
        path: '',
        recorded: 'before state',
        replayed: 'after state',
        entry: 2,
      },
    ],
  ])('is %s', async (_name, otherwise, difference) => {
    const report = await played(await recordedThen(() => otherwise));
    expect(report.failure).toBeUndefined();
    expect(report.passed).toBe(false);
    expect(faultsOf(report.differences)[0]).toMatchObject({ connection: 'one', ...difference });
  });

  it('is no fault when the recording allows it', async () => {
    const allow: AllowedDifference[] = [{ frame: 'state', path: '$.value', because: 'it is in words' }];
    const recording = await recordedThen(() => [{ ...answers[0], value: 'uno' }, ...answers.slice(1)], allow);
    const report = await played(recording);
    expect(report.passed).toBe(true);
    expect(report.differences).toMatchObject([{ path: '$.value', allowed: 'it is in words' }]);
  });

  it('is how the connection ended', async () => {
    const recording = await recordedThen((_frame, ws) => {
      ws.close(4001, 'no more');
      return [];
    });
    const report = await played(recording);
    const kinds = report.differences.map(({ kind, frame }) => `${kind} ${frame}`);
    expect(kinds).toContain('closed close');
    expect(report.differences.find(({ kind }) => kind === 'closed')?.replayed).toEqual({
      code: 4001,
      reason: 'no more',
      by: 'server',
    });
  });
});

it('names frame and field in JUnit, in a test case of the frame', async () => {
  const recording = await recordedThen(() => [{ ...answers[0], value: '<uno>' }, ...answers.slice(1)]);
  const xml = replayJunit(await played(recording));
  expect(xml).toContain('tests="3" failures="1" errors="0"');
  expect(xml).toContain(
    'name="one: state"><failure message="state $.value: recorded &quot;one&quot;, replayed &quot;&lt;uno&gt;&quot;"',
  );
  expect(xml).toContain('name="one: done"/>');
});

it('waits for what the next frame needs, and says what never came', async () => {
  const answer: { now: Answer } = { now: () => [{ type: 'opened', sessionId: 'session-0001' }] };
  const url = await listening(answer);
  const talk = new Talk(dialFor());
  await talk.open('one', { url });
  talk.send('one', ask);
  const { sessionId } = await talk.next('one', 'opened');
  talk.send('one', { type: 'ask', sessionId });
  await talk.next('one', 'opened');
  await talk.closeAll();
  const recording = talk.recorder.finish();
  const seen: unknown[] = [];
  answer.now = (frame) => {
    seen.push(frame.sessionId);
    return [{ type: 'opened', sessionId: 'session-2222' }];
  };
  expect(await played(recording)).toMatchObject({ passed: true });
  expect(seen).toEqual([undefined, 'session-2222']);

  answer.now = () => [];
  const report = await played(recording);
  expect(report.failure).toContain('no frame has said what {{session1}} is');
  expect(report.differences[0]).toMatchObject({ kind: 'missing', frame: 'opened', entry: 2 });
});

it('needs the secrets, and keeps them out of its report', async () => {
  const answer: { now: Answer } = { now: ({ password }) => [{ type: 'state', text: `is ${password}` }] };
  const url = await listening(answer);
  const talk = new Talk(dialFor());
  await talk.open('one', { url });
  talk.send('one', { type: 'login', password: 'correct horse' });
  await talk.next('one', 'state');
  await talk.closeAll();
  const recording = talk.recorder.finish();
  expect((await played(recording)).failure).toContain('password1');
  const variables = { password1: 'battery staple' };
  expect(await played(recording, { variables })).toMatchObject({ passed: true });
  answer.now = ({ password }) => [{ type: 'state', text: `was ${password}` }];
  const report = await played(recording, { variables });
  expect(report.differences[0]).toMatchObject({ recorded: 'is {{password1}}', replayed: 'was ***' });
});

it('goes step by step, and stops when it is told to', async () => {
  const recording = await recordedThen(() => answers);
  const steps: string[] = [];
  const step: ReplayOptions['step'] = async ({ kind }) => void steps.push(kind);
  expect(await played(recording, { step })).toMatchObject({ passed: true });
  expect(steps).toEqual(['open', 'sent', 'close']);
  const stop = new AbortController();
  const report = await played(recording, { signal: stop.signal, onFrame: () => stop.abort() });
  expect(report).toMatchObject({ passed: false, failure: 'it was stopped' });
});

it('says that a server cannot be reached', async () => {
  const recording = await recordedThen(() => answers);
  const connections = { one: { url: 'ws://127.0.0.1:1' } };
  const report = await played({ ...recording, connections });
  expect(report.failure).toMatch(/^one could not be connected: .*ECONNREFUSED/);
});

it('leaves no connection behind that is still being dialled when it is stopped', async () => {
  const recording = await recordedThen(() => answers);
  const slow = createServer();
  await once(slow.listen(0, '127.0.0.1'), 'listening');
  try {
    const url = `ws://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const stop = new AbortController();
    // It takes the connection and says nothing.
    slow.once('connection', () => stop.abort());
    const accepted = once(slow, 'connection') as Promise<[Socket]>;
    const report = await played({ ...recording, connections: { one: { url } } }, { signal: stop.signal });
    expect(report.passed).toBe(false);
    const [socket] = await accepted;
    if (!socket.closed) await once(socket.resume(), 'close');
  } finally {
    slow.close();
  }
});
