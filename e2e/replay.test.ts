/** Recordings of a gateway's sockets, replayed by the command line; and the same with a gateway that speaks otherwise. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { dialFor } from '../src-core/conversation/collections/dial.fixture';
import type { RunReport } from '../src-core/conversation/reports';
import { collectionFromRecording } from '../src-core/conversation/recordings/collection-from-recording';
import { faultsOf } from '../src-core/conversation/recordings/difference-text';
import { replay } from '../src-core/conversation/recordings/replay';
import { readRecording } from '../src-core/conversation/recordings/read-recording';
import { playJob, Talk } from '../src-core/conversation/recordings/talk.fixture';
import { writeRecording } from '../src-core/conversation/recordings/write-recording';
import { writeCollection } from '../src-core/conversation/collections/write-collection';
import { type BuiltEntry, buildEntry } from './support/build';
import { startTestRedis, type TestRedis } from './support/redis';
import { mutating, type SourceMutation } from './support/source-mutations';
import { type RunningSystem, startSystem } from './support/system';

const script = fileURLToPath(new URL('../out/main/cli.js', import.meta.url));
const planted = {
  password: 'hunter2-Fall&Rise/9',
  apiKey: 'sk-live-51HplantedKey000',
  note: 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.planted.signature',
};
const secrets = [planted.password, planted.apiKey, 'eyJhbGciOiJIUzI1NiJ9.planted.signature'];

let folder: string;
let redis: TestRedis;
let system: RunningSystem;
let recorded: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-replay-'));
  redis = await startTestRedis();
  system = await startSystem({ mode: 'gateway', redisUrl: redis.url });
  const talk = new Talk(dialFor({ url: system.url, tokens: tokensOf(system) }), {
    secrets: Object.values(tokensOf(system)),
  });
  const payload = {
    scene: 7,
    login: { password: planted.password },
    apiKey: planted.apiKey,
    note: planted.note,
  };
  await playJob(talk, payload, { id: 'order-17', labels: { key: planted.apiKey } });
  recorded = join(folder, 'render.recording.jsonl');
  await writeFile(recorded, writeRecording(talk.recorder.finish()));
});
afterAll(async () => {
  await system?.stop();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

function tokensOf({ clientToken, workerToken, adminToken }: RunningSystem) {
  return { client: clientToken, worker: workerToken, monitor: adminToken };
}

interface Told {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `signalbox replay` against a gateway. */
async function replayed(to: RunningSystem, ...args: string[]): Promise<Told> {
  const tokens = [
    '--token',
    to.clientToken,
    '--worker-token',
    to.workerToken,
    '--admin-token',
    to.adminToken,
  ];
  return await signalbox(['replay', '--gateway', to.url, ...tokens, ...args]);
}

async function signalbox(args: string[], env: Record<string, string> = {}): Promise<Told> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH ?? '', SIGNALBOX_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told = { code: -1, stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    told.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    told.stderr += data.toString();
  });
  const [code] = await once(child, 'close');
  return { ...told, code };
}

const given = ['--set', `password1=${planted.password}`, '--set', `apiKey1=${planted.apiKey}`];

describe('a recorded job, played as client, worker and monitor', () => {
  it('holds no secret, and no id of that day', async () => {
    const text = await readFile(recorded, 'utf8');
    const all = [...secrets, ...Object.values(tokensOf(system))];
    for (const secret of all) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(secret));
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
    }
    const { values } = readRecording(text);
    expect(values).toMatchObject({
      job1: { chosenBy: 'server' },
      fence1: { chosenBy: 'server' },
      connection1: { chosenBy: 'server' },
      id1: { chosenBy: 'client' },
      machine1: { chosenBy: 'client' },
      password1: { chosenBy: 'secret' },
      apiKey1: { chosenBy: 'secret' },
    });
    expect(text).not.toContain('order-17');
  });

  it('asks for the secrets it needs', async () => {
    const { code, stderr } = await replayed(system, recorded);
    expect(code).toBe(2);
    expect(stderr).toContain('needs password1, apiKey1');
  });

  it('replays green 20 times in a row', async () => {
    const recording = readRecording(await readFile(recorded, 'utf8'));
    const variables = { password1: planted.password, apiKey1: planted.apiKey };
    const dial = dialFor({ url: system.url, tokens: tokensOf(system) });
    for (let i = 0; i < 20; i += 1) {
      const { passed, failure, differences, compared } = await replay(recording, {
        dial,
        speed: i === 0 ? 1 : 'fastest',
        variables,
      });
      expect({ passed, failure, faults: faultsOf(differences) }).toEqual({ passed: true, faults: [] });
      expect(compared).toBeGreaterThan(12);
    }
  });

  it('is replayed by one command, which shows no secret', async () => {
    const junit = join(folder, 'green.xml');
    const { code, stdout, stderr } = await replayed(system, recorded, ...given, '--junit', junit);
    expect(stdout).toContain('as recorded');
    expect(code).toBe(0);
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('name="client: job_result"/>');
    const all = [...secrets, ...Object.values(tokensOf(system))];
    for (const secret of all) expect(stdout + stderr + xml + system.log()).not.toContain(secret);
  });

  it('becomes a collection that passes', async () => {
    const recording = readRecording(await readFile(recorded, 'utf8'));
    const path = join(folder, 'render.collection.yaml');
    await writeFile(path, writeCollection(collectionFromRecording(recording)));
    const { code, stdout } = await replayed(system, path, ...given, '--format', 'json');
    const { failure, requests } = JSON.parse(stdout) as RunReport;
    const missed = requests.flatMap(({ expectations }) => expectations.filter(({ passed }) => !passed));
    expect({ failure, missed, code }).toEqual({ failure: undefined, missed: [], code: 0 });
  });
});

describe('a gateway that speaks otherwise', () => {
  let program: BuiltEntry | undefined;
  let other: RunningSystem | undefined;

  afterEach(async () => {
    await other?.kill();
    await program?.remove();
    [program, other] = [undefined, undefined];
  });

  async function changed(mutation: SourceMutation): Promise<Told & { xml: string }> {
    program = await buildEntry('cli', [mutating([mutation])]);
    other = await startSystem({ mode: 'gateway', redisUrl: redis.url, script: program.script });
    const junit = join(folder, 'red.xml');
    const told = await replayed(other, recorded, ...given, '--junit', junit);
    return { ...told, xml: await readFile(junit, 'utf8') };
  }

  it('is told by the first frame and field', async () => {
    const { code, stdout, xml } = await changed({
      file: 'sockets/event-frame.ts',
      from: "{ type: 'job_state', jobId, state: event.state,",
      to: "{ type: 'job_state', jobId, status: event.state,",
    });
    expect(code).toBe(1);
    expect(stdout).toContain('First difference: job_state $.state');
    expect(xml).toContain(
      'name="client: job_state"><failure message="job_state $.state: recorded &quot;active&quot;; is not there any more"',
    );
    expect(stdout).toContain('job_state $.status');
  }, 40_000);
});

describe('any other server', () => {
  const servers: WebSocketServer[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  async function listening(options: {
    protocol?: string;
    answer?: (text: string) => string;
  }): Promise<string> {
    const { protocol, answer = (text) => text } = options;
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      ...(protocol && { handleProtocols: (offered) => (offered.has(protocol) ? protocol : false) }),
    });
    server.on('connection', (ws) =>
      ws.on('message', (data, isBinary) =>
        ws.send(isBinary ? data : answer(data.toString()), { binary: isBinary }),
      ),
    );
    servers.push(server);
    await once(server, 'listening');
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is replayed: a plain echo server', async () => {
    const url = await listening({});
    const talk = new Talk(dialFor(), {});
    await talk.open('echo', { url });
    talk.send('echo', 'plain {{braces}} text');
    await talk.next('echo', 'plain');
    talk.send('echo', { type: 'hello', at: Date.now() });
    await talk.next('echo', 'hello');
    talk.send('echo', new Uint8Array([0, 1, 254, 255]));
    await talk.next('echo', 'plain');
    await talk.closeAll();
    const path = join(folder, 'echo.recording.jsonl');
    await writeFile(path, writeRecording(talk.recorder.finish()));
    const { code, stdout } = await signalbox(['replay', path]);
    expect(stdout).toContain('3 sent, 3 compared');
    expect(code).toBe(0);
  });

  it('is replayed: one that speaks another subprotocol and names its own ids', async () => {
    const url = await listening({
      protocol: 'graphql-transport-ws',
      answer: (text) => {
        const { type, session } = JSON.parse(text);
        if (type === 'connection_init')
          return JSON.stringify({
            type: 'connection_ack',
            payload: { sessionId: randomUUID(), at: new Date() },
          });
        return JSON.stringify({ type: 'next', id: '1', payload: { session, tookMs: Math.random() * 10 } });
      },
    });
    const talk = new Talk(dialFor(), {});
    const headers = { 'X-Api-Key': planted.apiKey };
    await talk.open('graph', { url, protocols: ['graphql-transport-ws'], headers });
    talk.send('graph', { type: 'connection_init', payload: { authorization: planted.note } });
    const { payload } = (await talk.next('graph', 'connection_ack')) as { payload: { sessionId: string } };
    talk.send('graph', { type: 'subscribe', id: '1', session: payload.sessionId });
    await talk.next('graph', 'next');
    await talk.closeAll();
    const text = writeRecording(talk.recorder.finish());
    for (const secret of secrets) expect(text).not.toContain(secret);
    const path = join(folder, 'graph.recording.jsonl');
    await writeFile(path, text);
    const names = Object.keys(readRecording(text).values);
    const env = Object.fromEntries(names.map((name) => [name, 'another secret']));
    const { code, stdout } = await signalbox(['replay', path], env);
    expect(stdout).toContain('as recorded');
    expect(code).toBe(0);
  });
});
