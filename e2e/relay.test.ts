/** The debug client's relay and files, as the built program has them. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { RelayFrame, RelayServerFrame } from '../src-core/protocol/relay-frames';
import { startTestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

async function start(env: Record<string, string>, args: string[] = []): Promise<RunningSystem> {
  const redis = await startTestRedis();
  onTestFinished(() => redis.stop());
  const system = await startSystem({
    mode: 'gateway',
    redisUrl: redis.url,
    env: { LOG_LEVEL: 'trace', ...env },
    args,
  });
  onTestFinished(() => system.stop());
  return system;
}

/** An echo server of this test. */
async function startEcho(): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })));
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function openRelay({ url, adminToken }: RunningSystem): WebSocket {
  const relay = new WebSocket(`${url.replace('http', 'ws')}/ws/relay`, [
    'signalbox.v1',
    `bearer.${adminToken}`,
  ]);
  onTestFinished(() => relay.terminate());
  return relay;
}

/** Sends each frame when the one before it was answered. */
async function converse(system: RunningSystem, frames: RelayFrame[]): Promise<RelayServerFrame[]> {
  const relay = openRelay(system);
  await once(relay, 'open');
  const answers: RelayServerFrame[] = [];
  for (const frame of frames) {
    const answered = once(relay, 'message');
    relay.send(JSON.stringify(frame));
    const [data] = await answered;
    answers.push(JSON.parse(String(data)));
  }
  return answers;
}

it('relays to this machine by default, and puts no secret into the log', async () => {
  const system = await start({});
  const url = `${await startEcho()}/very-secret-path`;
  const answers = await converse(system, [
    { type: 'open', spec: { url, token: 'very-secret-token', pingMs: 0 } },
    { type: 'send', text: 'very-secret-text' },
  ]);
  expect(answers).toMatchObject([{ type: 'opened' }, { type: 'received', text: 'very-secret-text' }]);
  const [own] = await converse(system, [{ type: 'open', spec: { role: 'worker' } }]);
  expect(own).toMatchObject({ type: 'opened', handshake: { protocol: 'signalbox.v1' } });
  expect(JSON.stringify(own)).not.toContain(system.workerToken);
  expect(system.log()).toContain('a relay is open');
  expect(system.log()).not.toContain('very-secret');
});

it('is off in production until it is allowed, and then reaches what is listed', async () => {
  const off = await start({ PROD: 'true' });
  const [error] = (await once(openRelay(off), 'error')) as [Error];
  expect(error.message).toContain('403');
  const echo = await startEcho();
  const listed = await start({ PROD: 'true', SIGNALBOX_RELAY: 'true', SIGNALBOX_RELAY_ALLOW: '127.0.0.1:1' });
  const [refused] = await converse(listed, [{ type: 'open', spec: { url: echo } }]);
  expect(refused).toMatchObject({ type: 'failed', code: 'ADDRESS_REFUSED' });
});

it('keeps files in the folder it is given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-flows-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const system = await start({}, ['--collections', folder]);
  const response = await fetch(`${system.url}/collections/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${system.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ path: 'a/echo.collection.yaml', text: 'name: Echo\n' }),
  });
  expect(response.status).toBe(200);
  expect(await readFile(join(folder, 'a', 'echo.collection.yaml'), 'utf8')).toBe('name: Echo\n');
  expect(await system.admin('/collections')).toMatchObject({ folder, files: [{ kind: 'collection' }] });
});
