import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectCommands, whenReady } from './connect';
import { type NativeBinary, findNativeBinaries } from './native-binary';
import { startPrivateServer } from './private-server';
import type { RunningServer } from './running-server';
import { findRunningServer } from './server-claim';
import { type Built, buildEntries } from './testing/built.fixture';
import { Parts, at, followEnd } from './testing/parts.fixture';

const parts = new Parts();
let binary: NativeBinary;
let built: Built;

beforeAll(async () => {
  const [first] = await findNativeBinaries(process.env.PATH ?? '');
  if (!first) throw new Error('These tests need redis-server or valkey-server on PATH');
  binary = first;
  built = await buildEntries({ owner: new URL('./testing/owner.fixture.ts', import.meta.url) });
});
afterEach(parts.end);
afterAll(() => built?.stop());

async function freshDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'signalbox "private" '));
  parts.later(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function clientOf(server: RunningServer) {
  const client = parts.open(connectCommands(server.target, { name: 'test' }));
  await whenReady(client, 5000);
  return client;
}

describe('startPrivateServer', () => {
  it('is ready at once, asks for its password, and keeps what it was told across a restart', async () => {
    const dir = await freshDir();
    const before = Date.now();
    const first = await parts.started(startPrivateServer({ dir, binary }));
    expect(Date.now() - before).toBeLessThan(1000);
    const client = await clientOf(first);
    expect(await client.config('GET', 'append*')).toEqual(
      expect.arrayContaining(['appendonly', 'yes', 'everysec']),
    );
    expect(await client.info('server')).toContain(`process_id:${first.pid}`);
    await client.set('key', 'value');
    const stranger = parts.open(connectCommands({ ...at(first.target.port) }, { name: 'test' }));
    await expect(whenReady(stranger, 500)).rejects.toThrow('NOAUTH');
    await first.stop();
    await first.stop();
    expect(() => process.kill(first.pid, 0)).toThrow('ESRCH');
    const second = await parts.started(startPrivateServer({ dir, binary }));
    expect(await (await clientOf(second)).get('key')).toBe('value');
  });

  it('refuses a directory that is in use, and can be found by others', async () => {
    const dir = await freshDir();
    const server = await parts.started(startPrivateServer({ dir, binary }));
    expect(await findRunningServer(dir)).toEqual(server.target);
    await expect(startPrivateServer({ dir, binary })).rejects.toThrow(`in use by process ${process.pid}`);
    expect((await stat(join(dir, 'server.json'))).mode & 0o777).toBe(0o600);
    await server.stop();
    expect(await findRunningServer(dir)).toBeUndefined();
  });

  it('reports its end, and starts again at the same address', async () => {
    const dir = await freshDir();
    let ended: (reason: string) => void = () => {};
    const reason = new Promise<string>((resolve) => (ended = resolve));
    const server = await parts.started(startPrivateServer({ dir, binary, onExit: (why) => ended(why) }));
    process.kill(server.pid, 'SIGKILL');
    expect(await reason).toContain('redis-server ended by itself');
    const address = { port: server.target.port, password: server.target.password ?? '' };
    const again = await parts.started(startPrivateServer({ dir, binary, address }));
    expect(again.target).toEqual(server.target);
    expect(await (await clientOf(again)).ping()).toBe('PONG');
  });

  it('says why it did not start', async () => {
    const dir = await freshDir();
    await writeFile(join(dir, 'appendonlydir'), 'in the way');
    await expect(startPrivateServer({ dir, binary })).rejects.toThrow(/did not start[\s\S]*appendonlydir/);
    await expect(readFile(join(dir, 'server.json'))).rejects.toThrow('ENOENT');
  });

  it('does not outlive its owner, even one that is killed outright', async () => {
    const dir = await freshDir();
    const owner = fork(built.file('owner'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    owner.send({ dir, binary });
    const [server] = (await once(owner, 'message')) as unknown as [{ port: number }];
    const { ended } = await followEnd(server.port);
    owner.kill('SIGKILL');
    await ended;
    const next = await parts.started(startPrivateServer({ dir, binary }));
    expect(await (await clientOf(next)).get('from owner')).toBe('yes');
  });

  it('ends a server that was left over, and takes over its data', async () => {
    const dir = await freshDir();
    let tellEnd: (reason: string) => void = () => {};
    const ended = new Promise<string>((resolve) => (tellEnd = resolve));
    const left = await parts.started(startPrivateServer({ dir, binary, onExit: (why) => tellEnd(why) }));
    await (await clientOf(left)).set('key', 'kept');
    const claim = JSON.parse(await readFile(join(dir, 'server.json'), 'utf8'));
    const dead = fork(built.file('owner'), [], { stdio: 'ignore' });
    const exit = once(dead, 'exit');
    dead.kill('SIGKILL');
    await exit;
    await writeFile(join(dir, 'server.json'), JSON.stringify({ ...claim, ownerPid: dead.pid }));
    const next = await parts.started(startPrivateServer({ dir, binary }));
    expect(next.pid).not.toBe(left.pid);
    expect(await ended).toContain('ended by itself');
    expect(await (await clientOf(next)).get('key')).toBe('kept');
  });
});
