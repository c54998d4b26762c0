import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltEntry, buildEntry } from '../../e2e/support/build';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { removeGatewayFile, writeGatewayFile } from '../gateway-file';
import { type Ended, startCli } from '../../e2e/support/cli-process';

let cli: BuiltEntry;
let redis: TestRedis;
let dataDir: string;

beforeAll(async () => {
  [cli, redis, dataDir] = await Promise.all([
    buildEntry('cli'),
    startTestRedis(),
    mkdtemp(join(tmpdir(), 'signalbox-cli-')),
  ]);
});

afterAll(async () => {
  await redis.stop();
  await cli.remove();
  await rm(dataDir, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string> = { REDIS_URL: redis.url }): Promise<Ended> {
  return startCli(cli.script, args, { SIGNALBOX_DATA: dataDir, ...env }).ended;
}

describe('wrong usage', () => {
  it.each([
    [['sumary'], "unknown command 'sumary' (Did you mean summary?)"],
    [
      ['jobs', '--limit', 'x'],
      "option '--limit <number>' argument 'x' is invalid. Accepted: a whole number from 1 to 1000.",
    ],
    [['summary', '--redis', 'nonsense'], '--redis: it is not a URL'],
    [['submit', 'echo', '--payload', '{'], '--payload: the value is not JSON'],
    [['submit', '9lives'], 'a job type must begin with a letter'],
    [['serve', '--port', 'abc'], '--port: "abc" is not accepted; accepted: a whole number from 0 to 65535'],
    [['retry'], "missing required argument 'id'"],
  ])('%j exits 2 with one line', async (args, message) => {
    const ended = await run(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('is told in JSON too', async () => {
    const ended = await run(['jobs', '--nonsense', '--format', 'json']);
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'INVALID_MESSAGE' } });
  });

  it('prints help: 0 when asked for, 2 without a command', async () => {
    const asked = await run(['--help']);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.stdout).toContain('submit [options] <type>');
    expect(await run([])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('finding Redis', () => {
  it('exits 3 and names what was tried when there is none', async () => {
    const ended = await run(['summary', '--format', 'json'], {});
    expect(ended.code).toBe(3);
    for (const words of ['--redis', 'REDIS_URL', 'gateway.json', 'npm start'])
      expect(ended.stderr).toContain(words);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'REDIS_UNAVAILABLE' } });
  });

  it('exits 3 when it does not answer', async () => {
    const ended = await run(['summary', '--redis', 'redis://127.0.0.1:1']);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain('127.0.0.1:1 (from --redis) cannot be reached');
  });

  it('uses that of the instance running here', async () => {
    await writeGatewayFile(dataDir, {
      url: 'http://127.0.0.1:1',
      adminToken: 'a',
      clientToken: 'c',
      workerToken: 'w',
      pid: process.pid,
      redis: { kind: 'single', host: '127.0.0.1', port: redis.port, db: 0, tls: false },
    });
    try {
      expect(await run(['summary'], {})).toMatchObject({ code: 0 });
    } finally {
      await removeGatewayFile(dataDir);
    }
  });
});
