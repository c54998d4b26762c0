import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayFilePath, readGatewayFile, removeGatewayFile, writeGatewayFile } from './gateway-file';

const content = {
  url: 'http://127.0.0.1:8000',
  adminToken: 'a',
  clientToken: 'c',
  workerToken: 'w',
  pid: process.pid,
  redis: { kind: 'single' as const, host: '127.0.0.1', port: 6379, db: 0, tls: false, password: 'secret' },
};

describe('gateway file', () => {
  let dir: string;
  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'signalbox-file-')), 'data');
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

  it('is read as it was written, by its owner alone, and leaves no draft', async () => {
    await writeGatewayFile(dir, { ...content, url: 'http://127.0.0.1:1' });
    await writeGatewayFile(dir, content);
    expect(await readGatewayFile(dir)).toEqual({ ...content, alive: true });
    expect((await stat(gatewayFilePath(dir))).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['gateway.json']);
  });

  it('is null when there is none or it is something else', async () => {
    expect(await readGatewayFile(dir)).toBeNull();
    await writeGatewayFile(dir, content);
    await writeFile(gatewayFilePath(dir), '{"url": 5}');
    expect(await readGatewayFile(dir)).toBeNull();
  });

  it('tells that the process which wrote it has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeGatewayFile(dir, { ...content, pid: child.pid as number });
    expect(await readGatewayFile(dir)).toMatchObject({ alive: false });
  });

  it('is removed by its writer only', async () => {
    await writeGatewayFile(dir, { ...content, pid: process.ppid });
    await removeGatewayFile(dir);
    expect(await readGatewayFile(dir)).not.toBeNull();
    await writeGatewayFile(dir, content);
    await removeGatewayFile(dir);
    await removeGatewayFile(dir);
    expect(await readGatewayFile(dir)).toBeNull();
  });
});
