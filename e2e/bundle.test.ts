import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, type RunningCli, startCli } from './support/cli-process';
import { type Bundle, readBundle } from '../src-core/protocol/bundle';
import { Queue } from '../src-core/queue/queue';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

const script = fileURLToPath(new URL('../out/main/cli.js', import.meta.url));

/** Each is planted in one place at least, and must be found in none. */
const planted = {
  adminToken: 'planted-admin-t0ken.1',
  clientToken: 'planted-client-t0ken~2',
  workerToken: 'planted-worker-t0ken_3',
  jwtSecret: 'planted jwt/secret+4',
  openAiKey: 'planted"openai\\key 5',
  redisPassword: 'planted@redis:pass/6',
  databasePassword: 'planted-database-7',
  otherVariable: 'planted-of-another-service-8',
  payloadPassword: 'planted-p4yload-9',
  payloadHeader: 'planted-he4der-10',
  payloadText: 'sk-proj-plantedPlantedPlanted11',
  label: 'planted-l4bel-12',
};

const handlers = `
export const handlers = {
  charge: async ({ payload }, { log, progress }) => {
    console.log('charging with', payload.password, 'and', process.env.OPENAI_API_KEY);
    console.error(JSON.stringify({ env: process.env.PARTNER_API_KEY, headers: payload.request.headers }));
    log('calls ' + payload.request.url + ' as ' + payload.password);
    progress(40, 'with ' + payload.note);
    throw new Error('403 from ' + payload.request.url + '?key=' + encodeURIComponent(process.env.SIGNALBOX_JWT_SECRET)
      + ' with ' + payload.request.headers['X-Api-Key'] + ' at ' + process.env.REDIS_URL);
  },
};
`;

let folder: string;
let redis: TestRedis;
let redisUrl: string;
let system: RunningSystem;
let queue: Queue;
let jobId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-bundle-'));
  await writeFile(join(folder, 'handlers.mjs'), handlers);
  redis = await startTestRedis('--requirepass', planted.redisPassword);
  redisUrl = `redis://:${encodeURIComponent(planted.redisPassword)}@127.0.0.1:${redis.port}`;
  system = await startSystem({
    mode: 'serve',
    redisUrl,
    args: ['--workers', '1', '--handlers', join(folder, 'handlers.mjs')],
    env: {
      LOG_LEVEL: 'debug',
      SIGNALBOX_ADMIN_TOKEN: planted.adminToken,
      SIGNALBOX_CLIENT_TOKENS: `shop:${planted.clientToken}`,
      SIGNALBOX_WORKER_TOKENS: `gpu:${planted.workerToken}`,
      SIGNALBOX_JWT_SECRET: planted.jwtSecret,
      OPENAI_API_KEY: planted.openAiKey,
      DATABASE_URL: `postgres://u:${planted.databasePassword}@127.0.0.1/points`,
      PARTNER_API_KEY: planted.otherVariable,
    },
  });
  queue = new Queue('default', { redis: redisUrl });
  jobId = await failingJob();
});
afterAll(async () => {
  await queue?.close();
  await system?.stop();
  await redis?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function failingJob(): Promise<string> {
  const { id } = await queue.add(
    'charge',
    {
      order: 17,
      customer: 'Ada',
      password: planted.payloadPassword,
      request: {
        method: 'POST',
        url: 'https://pay.example.com/charges',
        headers: { 'X-Api-Key': planted.payloadHeader, Authorization: `Bearer ${planted.clientToken}` },
        rawHeaders: ['Cookie', `session=${planted.payloadHeader}`],
        body: JSON.stringify({ secret: planted.payloadPassword, amount: 5 }),
      },
      note: `the key is ${planted.payloadText}, the door's is ${planted.workerToken}`,
      nested: {
        text: `jwt ${JSON.stringify(planted.jwtSecret)} openai ${JSON.stringify(planted.openAiKey)}`,
      },
    },
    { attempts: 1, labels: { apiToken: planted.label, team: 'shop' }, clientId: 'shop' },
  );
  await expect(queue.result(id, { timeoutMs: 10_000 })).rejects.toThrow();
  return id;
}

/** With gateway.json's part played by options. */
function start(args: string[], env: Record<string, string> = {}): RunningCli {
  return startCli(script, ['bundle', ...args], { SIGNALBOX_DATA: join(folder, 'none'), ...env });
}

const atGateway = () => ['--gateway', system.url, '--token', planted.adminToken];

function expectNone(text: string, where: string): void {
  for (const [name, secret] of Object.entries(planted)) {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), btoa(secret)];
    for (const form of forms) expect(text.includes(form), `${name} in ${where}, as ${form}`).toBe(false);
  }
}

async function saved(name: string): Promise<{ file: string; bundle: Bundle; ended: Ended }> {
  const file = join(folder, name);
  const ended = await start([jobId, '--out', file, ...atGateway()]).ended;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return { file, ended, bundle: readBundle(await readFile(file, 'utf8')) };
}

describe('signalbox bundle ID', () => {
  it('writes one file for its owner, and says what is in it', async () => {
    const { file, ended, bundle } = await saved('one.json');
    expect(ended.stdout).toMatch(/job +charge, dead/);
    expect(ended.stdout).toMatch(/in it +1 attempt, \d+ events, 0 frames, \d+ log lines, settings/);
    expect(ended.stdout).toMatch(/masked +secrets in \d+ places/);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(bundle.trace.job).toMatchObject({
      id: jobId,
      state: 'dead',
      labels: { team: 'shop', apiToken: '***' },
    });
    expect(bundle.system.settings).toMatchObject({ OPENAI_API_KEY: 'set', SIGNALBOX_CLIENT_TOKENS: 'shop' });
    expect(bundle.redisServer).toMatch(/^(redis|valkey) \d+\.\d/);
    expect(bundle.logs.map(({ text }) => text).join('\n')).toContain('charging with *** and ***');
    expect(bundle.workers[0]?.id).toBe(bundle.trace.job.history[0]?.worker);
    expect(bundle.pool?.workers).toHaveLength(1);
    expect(bundle.group?.count).toBe(1);
  });

  it('has no planted secret in it, in what the CLI says, or in the gateway’s log', async () => {
    const { file, ended, bundle } = await saved('secrets.json');
    const text = await readFile(file, 'utf8');
    expectNone(text, 'the bundle');
    expectNone(ended.stdout + ended.stderr, "the CLI's output");
    expect(system.log()).toContain('charging with');
    expectNone(system.log(), "the gateway's log");
    // With the tool a reader would use.
    for (const secret of Object.values(planted))
      expect(() => execFileSync('grep', ['-F', '-e', secret, file])).toThrow();
    expect(bundle.trace.job.payload).toMatchObject({
      order: 17,
      customer: 'Ada',
      password: '***',
      request: { url: 'https://pay.example.com/charges', body: '{"secret":"***","amount":5}' },
      note: "the key is ***, the door's is ***",
    });
    expect(bundle.trace.job.error?.message).toMatch(
      /^403 from https:\/\/pay.example.com\/charges\?key=\*\*\* with \*\*\* at redis:\/\/\*\*\*@/,
    );
  });

  it('goes to stdout with -, and tells in JSON where it was written', async () => {
    const piped = await start([jobId, '--out', '-', ...atGateway()]).ended;
    expect(readBundle(piped.stdout).trace.job.id).toBe(jobId);
    expect(piped.stderr).toMatch(/secrets were hidden: \d+/);
    const file = join(folder, 'told.json');
    const told = await start([jobId, '--out', file, '--format', 'json', ...atGateway()]).ended;
    expect(JSON.parse(told.stdout)).toMatchObject({ jobId, file, state: 'dead', attempts: 1, leftOut: [] });
  });

  it('ends with the exit codes of the contract', async () => {
    const none = await start(['nothing', ...atGateway()]).ended;
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('No such job');
    expect((await start([jobId, '--gateway', system.url, '--token', 'wrong']).ended).code).toBe(1);
    expect((await start([jobId]).ended).code).toBe(3);
    expect((await start([jobId, '--gateway', 'http://127.0.0.1:1', '--token', 'x']).ended).code).toBe(3);
    expect((await start([]).ended).code).toBe(2);
    expect((await start([jobId, '--gateway', system.url]).ended).code).toBe(2);
    const unwritable = await start([jobId, '--out', join(folder, 'no/such/file'), ...atGateway()]).ended;
    expect(unwritable).toMatchObject({ code: 2 });
    expect(unwritable.stderr).toContain('cannot be written (ENOENT)');
  });
});

describe('signalbox bundle --open', () => {
  it('serves the console and the bundle to this machine alone', async () => {
    const { file } = await saved('open.json');
    const open = start(['--open', file, '--format', 'json']);
    const [line] = (await once(open.child.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const { origin, hash } = new URL(url);
    const served = `${origin}/bundles/${new URLSearchParams(hash.split('?')[1]).get('file')}`;
    const page = await fetch(`${origin}/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(readBundle(await (await fetch(served)).text()).trace.job.id).toBe(jobId);
    expect((await fetch(`${origin}/bundles/other.json`)).status).toBe(404);
    expect((await fetch(`${origin}/jobs/${jobId}/trace`)).status).toBe(404);
    const foreign = await hostOf(served, 'evil.example.com');
    expect(foreign).toBe(403);
    open.child.kill('SIGINT');
    expect(await open.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', 'hello', /not JSON/],
    ['another file', '{"log":{}}', /not an incident bundle/],
    ['a newer bundle', '{"signalbox":"bundle","version":2}', /newer Signalbox/],
  ])('refuses %s with exit code 2', async (_name, text, message) => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, text);
    const ended = await start(['--open', file]).ended;
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });
});

/** The status of a request that comes by another name, as after DNS rebinding. */
async function hostOf(url: string, host: string): Promise<number | undefined> {
  const { request } = await import('node:http');
  const asked = request(url, { headers: { host } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
