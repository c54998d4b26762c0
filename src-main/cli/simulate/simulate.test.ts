import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../../e2e/support/redis';
import { type RunningSystem, startSystem } from '../../../e2e/support/system';
import { type SimulationReport, simulationReportSchema } from '../../../src-core/protocol/simulator';
import { Queue } from '../../../src-core/queue/queue';
import { BareWorker } from '../../../src-worker/simulator/conformance/bare-worker.fixture';
import { parseXml } from '../../../src-worker/simulator/report/xml.fixture';
import { type Ended, type RunningCli, startCli } from '../../../e2e/support/cli-process';

const script = fileURLToPath(new URL('../../../out/main/cli.js', import.meta.url));
let redis: TestRedis;
let system: RunningSystem;
let folder: string;
let queue: string;

beforeAll(async () => {
  redis = await startTestRedis();
  system = await startSystem({ mode: 'gateway', redisUrl: redis.url });
  folder = await mkdtemp(join(tmpdir(), 'signalbox-simulate-test-'));
});
afterAll(async () => {
  await system.stop();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  queue = `s-${randomBytes(4).toString('hex')}`;
});

const file = (name: string) => join(folder, name);

const small = `
duration: 1s
settle: 20s
jobs:
  render: { duration: { uniform: { min: 20ms, max: 80ms } }, attempts: 1 }
machines:
  gpu: { count: 2, gpus: { count: 2 } }
load:
  web: { arrivals: { poisson: { perSecond: 20 } }, jobs: { render: 1 } }
assert: { lost: 0, duplicated: 0, completionRate: 1, invariants: true }
`;

async function scenario(name: string, text = small): Promise<string> {
  await writeFile(file(name), `name: ${name}\n${text}`);
  return file(name);
}

function start(args: string[], env: Record<string, string> = {}): RunningCli {
  const known = { REDIS_URL: redis.url, SIGNALBOX_DATA: file('no-gateway'), LOG_LEVEL: 'error' };
  return startCli(script, ['simulate', ...args, '--queue', queue], { ...known, ...env });
}

/** Against the gateway that the tests share. */
function run(args: string[]): Promise<Ended> {
  const tokens = ['--worker-token', system.workerToken, '--client-token', system.clientToken];
  return start([...args, '--gateway', system.url, ...tokens]).ended;
}

async function report(args: string[]): Promise<SimulationReport> {
  const ended = await run([...args, '--format', 'json']);
  expect(ended.stdout, ended.stderr).toMatch(/^\{/);
  return simulationReportSchema.parse(JSON.parse(ended.stdout));
}

describe('a scenario', () => {
  it('passes with exit 0, and writes report, JUnit and decisions', async () => {
    const path = await scenario('passes');
    const files = ['--report', file('a.json'), '--junit', file('a.xml'), '--decisions', file('a.txt')];
    const ended = await run([path, '--seed', '5', ...files]);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('✓ passed (seed 5)');
    const written = simulationReportSchema.parse(JSON.parse(await readFile(file('a.json'), 'utf8')));
    expect(written).toMatchObject({ outcome: 'passed', seed: 5, scenario: 'passes' });
    expect(written.assertions.map(({ state }) => state)).toEqual(Array(9).fill('holds'));
    expect(parseXml(await readFile(file('a.xml'), 'utf8')).attributes).toMatchObject({
      tests: '9',
      failures: '0',
    });
    const decisions = (await readFile(file('a.txt'), 'utf8')).trimEnd().split('\n');
    expect(decisions).toHaveLength(written.decisions.count);
    expect(decisions).toEqual([...decisions].sort());
  });

  it('fails with exit 1 when an assertion is broken', async () => {
    const path = await scenario('fails', small.replace('attempts: 1', 'attempts: 1, failure: { rate: 1 }'));
    const ended = await run([path, '--seed', '5', '--junit', file('b.xml')]);
    expect(ended, ended.stderr).toMatchObject({ code: 1 });
    expect(ended.stdout).toMatch(/✗\s+at least 100 % completed\s+0 %/);
    expect(ended.stdout).toContain('failed: 1 of 9 assertions broken. Again: --seed 5');
    expect(parseXml(await readFile(file('b.xml'), 'utf8')).attributes).toMatchObject({ failures: '1' });
  });

  it('is the same again with the same seed', async () => {
    const text = small.replace('attempts: 1', 'attempts: 9, failure: { rate: 0.2 }, backoff: { baseMs: 20 }');
    const path = await scenario('again', `${text}faults: [{ kind: complete_twice, rate: 0.2 }]`);
    const runs: SimulationReport[] = [];
    for (let n = 0; n < 3; n++) {
      queue = `s-${randomBytes(4).toString('hex')}`;
      runs.push(await report([path, '--seed', '42']));
    }
    const [first] = runs.map(({ decisions, assertions, outcome }) => ({
      decisions,
      outcome,
      states: assertions.map(({ id, state }) => [id, state]),
    }));
    for (const { decisions, assertions, outcome } of runs)
      expect({ decisions, outcome, states: assertions.map(({ id, state }) => [id, state]) }).toEqual(first);
    expect(first?.outcome).toBe('passed');
    expect((await report([path, '--seed', '43'])).decisions.sha256).not.toBe(first?.decisions.sha256);
  });

  it('runs on a gateway of its own when none runs here', async () => {
    const ended = await start([await scenario('alone')]).ended;
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('Simulating against a gateway of its own at http://127.0.0.1:');
  });

  it('stops on Ctrl+C, still reports, and exits 1', async () => {
    const path = await scenario('stopped', small.replace('duration: 1s', 'duration: 10m'));
    const tokens = ['--worker-token', system.workerToken, '--client-token', system.clientToken];
    const running = start([path, '--report', file('c.json'), '--gateway', system.url, ...tokens]);
    await running.says('running');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('stopped before its end'),
    });
    expect(JSON.parse(await readFile(file('c.json'), 'utf8'))).toMatchObject({ outcome: 'stopped' });
    const left = new Queue(queue, { redis: redis.url });
    expect(await left.counts()).toMatchObject({ waiting: 0, active: 0 });
    await left.close();
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['a faulty file, with line and column', ['bad.yaml'], 2, /bad\.yaml:3:5: "rate" is missing/],
    ['a scenario that is not there', ['calm-flet'], 2, /Cannot read .*calm-flet.*--list/],
    ['a report that cannot be written', ['good.yaml', '--report', '/nowhere/x.json'], 2, /Cannot write/],
    ['no scenario', [], 2, /Give one of: a scenario, --list/],
    ['two things at once', ['good.yaml', '--list'], 2, /Give one of/],
    [
      'a gateway that is not there',
      ['good.yaml', '--gateway', 'http://127.0.0.1:1', '--worker-token', 'a', '--client-token', 'b'],
      3,
      /cannot be reached/,
    ],
  ])('%s', async (_what, args, code, message) => {
    await scenario('good.yaml');
    await writeFile(file('bad.yaml'), 'name: bad\nfaults:\n  - { kind: hang }\n');
    const paths = args.map((arg) => (arg.endsWith('.yaml') ? file(arg) : arg));
    const ended = await start(paths).ended;
    expect(ended.stderr).toMatch(message);
    expect(ended).toMatchObject({ code, stdout: '' });
  });
});

it('lists the presets', async () => {
  const ended = await start(['--list', '--format', 'json']).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const names = (JSON.parse(ended.stdout) as { name: string }[]).map(({ name }) => name);
  expect(names).toContain('worker-massacre');
});

describe('--fit', () => {
  it('makes a scenario of recorded jobs that runs as it is', async () => {
    const text = small.replace(
      'attempts: 1',
      'attempts: 5, failure: { rate: 0.3, code: CUDA }, backoff: { baseMs: 20 }',
    );
    await report([await scenario('recorded', text), '--seed', '3']);
    const fitted = await start(['--fit', file('fitted.yaml'), '--since', '1h', '--format', 'json']).ended;
    expect(fitted, fitted.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(fitted.stdout).scenario.jobs.render).toMatchObject({
      attempts: 5,
      failure: { code: 'CUDA', rate: expect.any(Number) },
    });
    queue = `s-${randomBytes(4).toString('hex')}`;
    const again = await report([file('fitted.yaml'), '--seed', '3']);
    expect(again).toMatchObject({ outcome: 'passed', scenario: expect.stringContaining('Fitted from') });
  });

  it('says when there is nothing to make it of', async () => {
    const ended = await start(['--fit', file('nothing.yaml')]).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('holds no finished job');
  });
});

describe('--against-worker', () => {
  /** Where the kit listens, as it is printed. */
  async function place(running: RunningCli): Promise<{ url: string; token: string }> {
    let text = '';
    while (!/Waiting/.test(text)) text += String(((await once(running.child.stderr, 'data')) as [Buffer])[0]);
    const [, url = '', token = ''] = /at (\S+)\nwith the token\s+(\S+)/.exec(text) ?? [];
    return { url, token };
  }

  it('prints address and token, tells a broken rule, and exits 1', async () => {
    const running = start(['--against-worker', '--format', 'json']);
    const worker = new BareWorker(await place(running), 'R2');
    await running.says('R2 is broken');
    running.child.kill('SIGINT');
    const ended = await running.ended;
    worker.stop();
    expect(ended.code).toBe(1);
    const { rules } = JSON.parse(ended.stdout) as { rules: { id: string; outcome: string }[] };
    expect(rules.find(({ id }) => id === 'R2')).toMatchObject({ outcome: 'broken' });
  });

  it('says when no worker came', async () => {
    const running = start(['--against-worker']);
    await place(running);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('No worker registered'),
    });
  });
});
