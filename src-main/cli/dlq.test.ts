import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BuiltEntry, buildEntry } from '../../e2e/support/build';
import { untilAfter } from '../../e2e/support/command-feed';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Claims } from '../../src-core/queue/claims';
import { Queue } from '../../src-core/queue/queue';
import { type Ended, startCli } from '../../e2e/support/cli-process';

let cli: BuiltEntry;
let redis: TestRedis;
let dataDir: string;
let queue: Queue;
let claims: Claims;

beforeAll(async () => {
  [cli, redis, dataDir] = await Promise.all([
    buildEntry('cli'),
    startTestRedis(),
    mkdtemp(join(tmpdir(), 'signalbox-cli-')),
  ]);
  queue = new Queue('default', { redis: redis.url });
  claims = new Claims(queue, { workerId: 'rig:gpu0', leaseMs: 60_000, types: '*' });
});
afterAll(async () => {
  await claims.close();
  await queue.close();
  await redis.stop();
  await cli.remove();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const state of ['dead', 'waiting'] as const) await queue.purge(state);
});

function start(args: string[]) {
  return startCli(cli.script, ['dlq', ...args], { SIGNALBOX_DATA: dataDir, REDIS_URL: redis.url });
}

function run(args: string[]): Promise<Ended> {
  return start(args).ended;
}

/** The one JSON document on stdout. */
async function json(args: string[], code = 0): Promise<Record<string, unknown>> {
  const ended = await run([...args, '--format', 'json']);
  expect(ended, ended.stderr).toMatchObject({ code });
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

/** Jobs that died, the first half of another error than the second. */
async function die(count: number): Promise<string[]> {
  const ids = (
    await queue.addMany(Array.from({ length: count }, (_, n) => ({ type: 'x', payload: { n } })))
  ).map(({ id }) => id);
  const { jobs } = await claims.claim(count);
  for (const [n, { id, fence }] of jobs.entries()) {
    const error = {
      code: n < count / 2 ? 'BOOM' : 'CRASH',
      message: `broke at ${n}`,
      stack: 'at f (here.js:1)',
    };
    await claims.finish({ kind: 'fail', id, fence, error, retryable: false });
  }
  return ids;
}

async function groups(): Promise<{ fingerprint: string; code: string; count: number }[]> {
  return (await json(['groups'])).groups as { fingerprint: string; code: string; count: number }[];
}

async function groupOf(code: string): Promise<string> {
  return (await groups()).find((group) => group.code === code)?.fingerprint ?? '';
}

describe('dlq', () => {
  it('groups, list and show tell what failed', async () => {
    expect((await run(['groups'])).stdout).toBe('No dead jobs in queue default.\n');
    const ids = await die(4);
    // All died in one go, so neither group is the newer one.
    const both = await groups();
    expect(both).toHaveLength(2);
    expect(both).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ code: 'CRASH', count: 2, message: 'broke at 2', types: { x: 2 } }),
        expect.objectContaining({ code: 'BOOM', count: 2, workers: { 'rig:gpu0': 2 } }),
      ]),
    );
    const table = (await run(['groups'])).stdout.split('\n');
    expect(table[0]).toMatch(/^GROUP +JOBS +LAST +FIRST +TYPES +WORKERS +ERROR$/);
    expect(table.slice(1).join('\n')).toMatch(/^[0-9a-f]{16} +2 .*x +rig:gpu0 +CRASH: broke at 2$/m);

    const page = (await json(['list', '--limit', '3'])) as { jobs: { id: string }[]; cursor: string };
    const rest = (await json(['list', '--cursor', page.cursor])) as { jobs: { id: string }[] };
    expect([...page.jobs, ...rest.jobs].map(({ id }) => id)).toEqual([...ids].reverse());
    const boom = await run(['list', '--group', await groupOf('BOOM')]);
    expect(boom.stdout).toContain('BOOM: broke at 1');
    expect(boom.stdout).not.toContain('CRASH');

    expect(await json(['show', ids[0] as string])).toMatchObject({ id: ids[0], error: { code: 'BOOM' } });
    const shown = await run(['show', ids[0] as string]);
    expect(shown.stdout).toContain('✗ dead');
    expect(shown.stdout).toContain('stack\nat f (here.js:1)\n');
    await queue.retry(ids[0] as string);
    expect(await json(['show', ids[0] as string], 1)).toMatchObject({ error: { code: 'INVALID_STATE' } });
    expect(await json(['show', 'nosuch'], 1)).toMatchObject({ error: { code: 'JOB_NOT_FOUND' } });
  });

  it('requeue sends again what is chosen', async () => {
    const ids = await die(6);
    const crash = await groupOf('CRASH');
    expect(await json(['requeue', '--group', crash])).toEqual({
      ...{
        queue: 'default',
        what: `group ${crash}`,
        rate: null,
        total: 3,
        done: 3,
        skipped: 0,
        stopped: false,
      },
    });
    const two = await run(['requeue', '--id', ids[0] as string, ids[1] as string]);
    expect(two).toMatchObject({ code: 0, stdout: 'Sent again: 2 jobs.\n' });
    expect(await json(['requeue', '--id', 'nosuch'], 1)).toMatchObject({ done: 0, skipped: 1 });
    expect(await json(['requeue', '--all'])).toMatchObject({ done: 1 });
    expect(await queue.counts()).toMatchObject({ dead: 0, waiting: 6 });
    expect(await json(['requeue', '--group', crash], 1)).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('requeue keeps to its rate and stops on Ctrl+C', async () => {
    await die(50);
    const pacing = start(['requeue', '--all', '--rate', '0.1', '--format', 'json']);
    const { events } = queue.connection.keys;
    const happened = ([name, key]: string[]) => name === 'XADD' && key === events;
    await untilAfter(redis.port, happened, async () => (await queue.counts()).waiting === 1);
    pacing.child.kill('SIGINT');
    const ended = await pacing.ended;
    expect(ended.code).toBe(130);
    expect(JSON.parse(ended.stdout)).toMatchObject({ total: 50, done: 1, stopped: true, rate: 0.1 });
    expect(await queue.counts()).toMatchObject({ waiting: 1, dead: 49 });
  });

  it('discard wants --yes, and restore undoes it', async () => {
    await die(4);
    const refused = await run(['discard', '--all']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('add --yes');
    const boom = await json(['discard', '--group', await groupOf('BOOM'), '--yes']);
    expect(boom).toMatchObject({ done: 2, stopped: false });
    const rest = await run(['discard', '--all', '--yes']);
    expect(rest.stdout).toBe('Discarded: 2 jobs.\n');
    const [, key] = /dlq restore (\d+)/.exec(rest.stderr) ?? [];
    expect(await json(['restore', key as string])).toMatchObject({ total: 2, done: 2 });
    expect(await groups()).toMatchObject([{ code: 'CRASH', count: 2 }]);
    expect(await json(['restore', String(boom.undoKey)])).toMatchObject({ done: 2 });
    expect((await run(['restore', key as string])).code).toBe(1);
    expect(await queue.counts()).toMatchObject({ dead: 4 });
  });

  it('export and import bring back what was lost', async () => {
    const ids = await die(3);
    const file = join(dataDir, 'dead.ndjson');
    expect(await json(['export', file])).toEqual({ queue: 'default', file, exported: 3 });
    const before = await queue.get(ids[0] as string);
    await queue.commands.flushall();
    expect((await run(['import', file])).stdout).toBe('Brought back 3 dead jobs into queue default.\n');
    expect(await queue.get(ids[0] as string)).toEqual(before);
    await writeFile(file, `${await readFile(file, 'utf8')}{}\n`);
    const again = await run(['import', file]);
    expect(again).toMatchObject({
      code: 1,
      stdout: 'Brought back 0 dead jobs into queue default, 3 were there already, 1 line was refused.\n',
    });
    expect(again.stderr).toContain('line 4: id:');
    expect(await json(['import', file], 1)).toMatchObject({
      imported: 0,
      duplicates: 3,
      refused: [{ line: 4 }],
    });
    const some = await run(['export', file, '--group', await groupOf('CRASH')]);
    expect(some.stdout).toBe(`Saved 1 dead job of queue default in ${file}.\n`);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ error: { code: 'CRASH' } });
    expect((await readdir(dataDir)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it.each([
    [['requeue'], 'exactly one of --group GROUP, --id ID and --all'],
    [['requeue', '--all', '--id', 'a'], 'exactly one of'],
    [['requeue', '--all', '--rate', '0'], 'Accepted: a number from 0.1 to 100000.'],
    [['import', '/no/such/file'], 'The file "/no/such/file" cannot be used (ENOENT)'],
    [['export', '/no/such/file'], 'The file "/no/such/file" cannot be used (ENOENT)'],
    [['nonsense'], "unknown command 'nonsense'"],
  ])('%j exits 2 and says what is accepted', async (args, message) => {
    await die(1);
    const ended = await run(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});
