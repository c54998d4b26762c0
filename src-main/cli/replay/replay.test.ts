import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { type BuiltEntry, buildEntry } from '../../../e2e/support/build';
import { dialFor } from '../../../src-core/conversation/collections/dial.fixture';
import { Talk } from '../../../src-core/conversation/recordings/talk.fixture';
import { writeRecording } from '../../../src-core/conversation/recordings/write-recording';
import { type Ended, startCli } from '../../../e2e/support/cli-process';

const password = 'correct horse';
let cli: BuiltEntry;
let folder: string;
let server: WebSocketServer;
let url: string;

beforeAll(async () => {
  [cli, folder] = await Promise.all([buildEntry('cli'), mkdtemp(join(tmpdir(), 'signalbox-replay-cli-'))]);
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (ws) => ws.on('message', (data) => ws.send(data.toString())));
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const talk = new Talk(dialFor(), { name: 'Login' });
  await talk.open('echo', { url });
  talk.send('echo', { type: 'login', password });
  await talk.next('echo', 'login');
  await talk.closeAll();
  await mkdir(file('data/collections/smoke'), { recursive: true });
  await writeFile(
    file('data/collections/smoke/login.recording.jsonl'),
    writeRecording(talk.recorder.finish()),
  );
});
afterAll(async () => {
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
  await cli.remove();
  await rm(folder, { recursive: true, force: true });
});

function file(name: string): string {
  return join(folder, name);
}

function replay(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  return startCli(cli.script, ['replay', ...args], { SIGNALBOX_DATA: file('data'), ...env }, input).ended;
}

describe('a recording that needs a secret', () => {
  it('is found among the saved ones by its name, and asks for it', async () => {
    const { code, stderr } = await replay(['smoke/login']);
    expect(stderr).toContain('it needs password1: give --set password1=VALUE');
    expect(code).toBe(2);
  });

  it('takes it from --set, from the environment, from an environment file', async () => {
    await writeFile(file('ci.environment.yaml'), 'name: CI\nsecrets: [ password1 ]\n');
    const ways: [string[], Record<string, string>][] = [
      [['--set', 'password1=12345678'], {}],
      [[], { password1: 'other horse' }],
      [['--environment', file('ci.environment.yaml')], { password1: 'third horse' }],
    ];
    for (const [args, env] of ways) {
      const { code, stdout, stderr } = await replay(['smoke/login', ...args], env);
      expect(stdout).toContain('✓ as recorded  Login  1 sent, 1 compared');
      expect(stdout + stderr).not.toMatch(/horse|12345678/);
      expect(code).toBe(0);
    }
  });

  it('waits for Enter before each step', async () => {
    const { code, stderr } = await replay(['smoke/login', '--step'], { password1: 'x' }, '\n\n\n');
    expect(stderr).toContain('Enter: send login on echo (line 3 of 5)');
    expect(code).toBe(0);
    const ended = await replay(['smoke/login', '--step'], { password1: 'x' }, '\n');
    expect(ended.stdout).toContain('It could not be played to its end: the input ended');
    expect(ended.code).toBe(1);
  });
});

it('runs a collection, and writes its JUnit report', async () => {
  const collection = (state: string) => `
name: Smoke
connections: { echo: { url: "${url}" } }
requests:
  - on: echo
    message: { type: state, state: "{{state}}" }
    expect: [ { frame: { type: state, state: ${state} }, within: 200ms } ]
`;
  await writeFile(file('good.collection.yaml'), collection('open'));
  await writeFile(file('bad.collection.yaml'), collection('shut'));
  const good = await replay([file('good.collection.yaml'), '--set', 'state=open']);
  expect(good.stdout).toContain('✓ passed  Smoke  1 of 1 expectations met');
  expect(good.code).toBe(0);
  const junit = file('report.xml');
  const bad = await replay([file('bad.collection.yaml'), '--set', 'state=open', '--junit', junit]);
  expect(bad.stdout).toContain('$.state was "open", expected "shut"');
  expect(bad.code).toBe(1);
  expect(await readFile(junit, 'utf8')).toContain('failures="1"');
  await writeFile(file('hush.environment.yaml'), 'name: Hush\nsecrets: [ state ]\n');
  const hush = await replay([file('bad.collection.yaml'), '--environment', file('hush.environment.yaml')], {
    state: 'a-secret-state',
  });
  expect(hush.code).toBe(1);
  expect(hush.stdout).toContain('$.state was "***"');
  expect(hush.stdout + hush.stderr).not.toContain('a-secret-state');
});

describe('says what is wrong', () => {
  it.each<[string, string, string[], number, string]>([
    ['', '', ['nosuch'], 2, 'Found no nosuch'],
    ['x.recording.jsonl', '{"log":1}', [], 2, 'x.recording.jsonl, line 1: not a recording'],
    ['x.collection.yaml', 'name: X\n', [], 2, 'x.collection.yaml:1:1 '],
    [
      'x.collection.yaml',
      'name: X\nconnections: { a: { role: client } }\nrequests: []\n',
      ['--gateway', 'http://127.0.0.1:1'],
      3,
      'The gateway at http://127.0.0.1:1 cannot be reached',
    ],
    [
      'x.collection.yaml',
      'name: X\nconnections: { a: { role: client } }\nrequests: []\n',
      [],
      3,
      'No gateway runs with this data directory',
    ],
    [
      'x.collection.yaml',
      'name: X\nconnections: {}\nrequests: []\n',
      ['--step'],
      2,
      '--speed and --step are for recordings',
    ],
  ])('%s %j %j', async (name, text, args, code, message) => {
    if (name !== '') await writeFile(file(name), text);
    const ended = await replay(name === '' ? args : [file(name), ...args]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });
});
