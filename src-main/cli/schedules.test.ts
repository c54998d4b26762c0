import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BuiltEntry, buildEntry } from '../../e2e/support/build';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
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

const run = (...args: string[]): Promise<Ended> =>
  startCli(cli.script, ['schedules', ...args], { SIGNALBOX_DATA: dataDir, REDIS_URL: redis.url }).ended;

it('adds, lists, shows, pauses, runs and removes a schedule', async () => {
  const added = await run(
    'add',
    'nightly',
    '--cron',
    '30 2 * * *',
    '--timezone',
    'Europe/Berlin',
    '--type',
    'echo',
  );
  expect(added, added.stderr).toMatchObject({ code: 0 });
  expect(added.stdout).toMatch(/when +30 2 \* \* \*, Europe\/Berlin\n/);
  expect((await run('list')).stdout).toMatch(/nightly +30 2 \* \* \*, Europe\/Berlin +echo/);
  expect((await run('pause', 'nightly')).stdout).toBe('nightly: paused\n');
  expect((await run('resume', 'nightly')).stdout).toMatch(/^nightly: \d{4}-.*, in /);
  const started = await run('run', 'nightly');
  expect(started.stdout).toMatch(/^nightly-.*-by-hand\n$/);
  const { ticks } = JSON.parse((await run('ticks', 'nightly', '--format', 'json')).stdout) as {
    ticks: unknown;
  };
  expect(ticks).toMatchObject([{ outcome: 'started', byHand: true, jobId: started.stdout.trim() }]);
  expect((await run('remove', 'nightly')).stdout).toBe('Removed nightly\n');
  expect((await run('list')).stdout).toBe('No schedules in queue default.\n');
});

it.each([
  [['add', 'x', '--type', 'echo'], 2, 'Say when: --cron, --every or --at'],
  [['add', 'x', '--type', 'echo', '--cron', '61 * * * *'], 2, 'cron: '],
  [['add', 'x', '--type', 'echo', '--every', '5s', '--overlap', 'maybe'], 2, 'skip, queue, cancel, allow'],
  [['show', 'absent'], 1, 'There is no schedule "absent"'],
])('%j says what is wrong', async (args, code, text) => {
  const ended = await run(...args);
  expect(ended.stderr).toContain(text);
  expect(ended.code).toBe(code);
});
