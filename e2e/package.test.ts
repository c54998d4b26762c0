import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from './support/redis';

const run = promisify(execFile);
const top = fileURLToPath(new URL('..', import.meta.url));
/** What a build makes or needs no copy of; the copy gets the clone's dependencies by a link. */
const leftOut = new Set(['node_modules', 'out', '.git', 'e2e', 'bench', 'docs']);
const packMs = 60_000;

/** A job from submission to result, with nothing but what the package exports. */
const libraryScript = `
import { defineHandler, Monitor, Queue, Worker } from 'signalbox';
const redis = process.env.REDIS_URL;
const greet = defineHandler(async (job, ctx) => {
  await ctx.chunk('working');
  return 'Hello, ' + job.payload.name;
});
const queue = new Queue('packaged', { redis });
const worker = new Worker('packaged', { redis, concurrency: 2, handlers: { greet } });
const monitor = new Monitor({ redis });
await worker.start();
const { id } = await queue.add('greet', { name: 'Ada' });
const result = await queue.result(id, { timeoutMs: 10_000 });
const { queues } = await monitor.summary();
const counts = queues.find(({ name }) => name === 'packaged').counts;
await worker.stop();
await Promise.all([queue.close(), monitor.close()]);
console.log(JSON.stringify({ result, completed: counts.completed, active: counts.active }));
`;

/** The same through the gateway, streamed. */
const clientScript = `
import { connect } from 'signalbox/client';
const client = connect({ url: process.env.URL, token: process.env.TOKEN });
const messages = [{ role: 'user', content: 'Hello' }];
const job = await client.submit('llm.chat', { messages });
let text = '';
for await (const { delta } of job.chunks) text += delta.content ?? '';
const { choices } = await job.result();
client.close();
console.log(JSON.stringify({ same: choices[0].message.content === text, length: text.length }));
`;

/** A machine that takes one job from the gateway, sent by a client. */
const machineScript = `
import { connect } from 'signalbox/client';
import { GpuWorker } from 'signalbox/worker-client';
const url = process.env.URL;
const worker = new GpuWorker({
  url,
  token: process.env.WORKER_TOKEN,
  machineId: 'rig-1',
  gpus: [{ id: 'gpu0', model: 'A100', memoryMb: 80_000 }],
  handlers: { paint: (job, { gpu }) => job.payload.what + ' on ' + gpu.model },
});
await worker.start();
const client = connect({ url, token: process.env.TOKEN });
const requires = { gpuMemoryMb: { gte: 40_000 } };
const result = await (await client.submit('paint', { what: 'a tree' }, { requires })).result();
client.close();
await worker.stop();
console.log(JSON.stringify({ result }));
`;

/** What a user with a strict compiler may write, and a mistake that its types must find. */
const typedUse = `
import { defineHandler, HandlerError, type JobRecord, Monitor, Queue, SignalboxError, Worker } from 'signalbox';
import { connect, type JobHandle } from 'signalbox/client';
import { type GpuJobHandler, GpuWorker } from 'signalbox/worker-client';

const redis = 'redis://127.0.0.1:6379';
const greet = defineHandler(async (job, ctx) => {
  if (typeof job.payload !== 'string') throw new HandlerError('NO_NAME', 'no name', { retryable: false });
  await ctx.progress(50, 'half');
  await ctx.chunk({ attempt: ctx.attempt, aborted: ctx.signal.aborted });
  return job.payload;
});
export const worker = new Worker('default', { redis, handlers: { greet }, concurrency: 10 });
export const monitor = new Monitor({ redis });
export const queue = new Queue('default', { redis, maxWaiting: null });
export const { id }: { id: string } = await queue.add('greet', 'Ada', { priority: 1, backoff: { kind: 'fixed' } });
export const result: unknown = await queue.result(id, { timeoutMs: 1000 });
export const found: JobRecord | null = await queue.get(id);
export const waiting: number | undefined = (await monitor.summary()).queues[0]?.counts.waiting;
export const job: JobHandle = await connect({ url: 'http://127.0.0.1:8000', token: 't' }).submit('greet', 'Ada');
job.on('progress', ({ percent }) => percent.toFixed());
for await (const chunk of job.chunks) if (chunk instanceof SignalboxError) throw chunk;
const paint: GpuJobHandler = async (given, { progress, chunk }) => {
  progress(50, 'half');
  await chunk(given.payload);
};
const gpus = [{ id: 'gpu0', model: 'A100', memoryMb: 80_000 }];
export const machine = new GpuWorker({ url: 'http://127.0.0.1:8000', token: 't', machineId: 'm', gpus, handlers: { paint } });
// @ts-expect-error: there is no such option
await queue.add('greet', 'Ada', { prio: 1 });
`;

/** The package as its users get it: packed by npm, unpacked beside its declared dependencies and no others. */
describe('the package', () => {
  let workDir = '';
  let project = '';
  let redis: TestRedis;

  beforeAll(async () => {
    workDir = await mkdtemp(join(tmpdir(), 'signalbox-package-'));
    project = join(workDir, 'project');
    [redis] = await Promise.all([startTestRedis(), unpack(await pack(workDir), project)]);
  }, packMs);

  afterAll(async () => {
    await redis?.stop();
    await rm(workDir, { recursive: true, force: true });
  });

  const inProject = async (script: string, env: Record<string, string>): Promise<unknown> => {
    const file = join(project, 'script.mjs');
    await writeFile(file, script);
    const { stdout } = await run(process.execPath, [file], { env, timeout: 15_000 });
    return JSON.parse(stdout);
  };

  it('runs a job with Queue, Worker and Monitor', async () => {
    const told = await inProject(libraryScript, { REDIS_URL: redis.url });
    expect(told).toEqual({ result: 'Hello, Ada', completed: 1, active: 0 });
  });

  it('serves, its client streams a chat through that gateway, and a machine works for it', async () => {
    const gateway = await serve(project, redis.url, join(workDir, 'data'));
    try {
      const access = JSON.parse(await readFile(join(workDir, 'data/gateway.json'), 'utf8'));
      const { url, clientToken, workerToken } = access;
      const told = await inProject(clientScript, { URL: url, TOKEN: clientToken });
      expect(told).toEqual({ same: true, length: expect.any(Number) });
      const env = { URL: url, TOKEN: clientToken, WORKER_TOKEN: workerToken };
      expect(await inProject(machineScript, env)).toEqual({ result: 'a tree on A100' });
      const page = await (await fetch(url)).text();
      expect(page).toContain('<script');
    } finally {
      const ended = once(gateway, 'exit');
      gateway.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    }
  }, 30_000);

  it.skipIf(process.platform === 'win32')('has its command ready to run', async () => {
    const home = join(project, 'node_modules/signalbox');
    const { bin, version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    const { stdout } = await run(join(home, bin.signalbox), ['--version']);
    expect(stdout.trim()).toBe(version);
  });

  it('gives a browser a client in one file without imports', async () => {
    const url = await run(
      process.execPath,
      [
        '--conditions=browser',
        '--input-type=module',
        '--eval',
        `console.log(import.meta.resolve('signalbox/client'))`,
      ],
      { cwd: project },
    );
    const text = await readFile(fileURLToPath(url.stdout.trim()), 'utf8');
    expect(text).not.toMatch(/^\s*import\s|from\s*["']node:|\brequire\(/m);
    expect(text).toContain('export { SignalboxClient, SignalboxError, connect }');
  });

  it.each([
    { resolution: 'nodenext', module: 'nodenext', checks: 'its declarations and those they use' },
    { resolution: 'bundler', module: 'esnext', checks: 'their use', more: ['--skipLibCheck'] },
  ])(
    'compiles strictly with moduleResolution $resolution: $checks',
    async ({ resolution, module, more = [] }) => {
      await writeFile(join(project, 'use.ts'), typedUse);
      const compiler = join(top, 'node_modules/typescript/bin/tsc');
      const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
      const how = ['--module', module, '--moduleResolution', resolution, '--types', 'node', ...more];
      const said = await run(process.execPath, [compiler, ...options, ...how, 'use.ts'], {
        cwd: project,
      }).then(
        () => '',
        (failure: { stdout: string }) => failure.stdout,
      );
      expect(said).toBe('');
    },
    30_000,
  );
});

/** Builds and packs a copy of the sources, so that the clone's own `out` stays as other tests use it. Answers the tarball. */
async function pack(workDir: string): Promise<string> {
  const copy = join(workDir, 'clone');
  await cp(top, copy, { recursive: true, filter: (path) => !leftOut.has(path.slice(top.length)) });
  await symlink(join(top, 'node_modules'), join(copy, 'node_modules'), 'junction');
  // `prepack` runs both builds.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', '--silent', '--pack-destination', workDir];
  const { stdout } = await run(npm, args, { cwd: copy, shell: process.platform === 'win32' });
  return join(workDir, stdout.trim().split('\n').at(-1) as string);
}

/** Puts the tarball where `npm install` would, with a link to each dependency that the package declares. */
async function unpack(tarball: string, project: string): Promise<void> {
  const modules = join(project, 'node_modules');
  const home = join(modules, 'signalbox');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  await writeFile(join(project, 'package.json'), '{"type":"module","private":true}\n');
  const { dependencies } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(top, 'node_modules', name), join(modules, name), 'junction');
  }
}

/** The package's command, serving; resolves when it is ready. */
async function serve(project: string, redisUrl: string, dataDir: string): Promise<ChildProcess> {
  const home = join(project, 'node_modules/signalbox');
  const { bin } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const child = spawn(
    process.execPath,
    [join(home, bin.signalbox), 'serve', '--port', '0', '--workers', '1', '--data', dataDir],
    {
      env: { PATH: process.env.PATH ?? '', REDIS_URL: redisUrl, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      if (data.toString().includes('signalbox ready ')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  return child;
}
