import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChildMessage } from '../src-core/protocol/worker-lifecycle';

let folder: string;
let entry: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  // Inside the project, so that the bundle finds its packages.
  folder = await mkdtemp(join(import.meta.dirname, '..', 'node_modules', '.worker-process-'));
  entry = join(folder, 'fixture.js');
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: fileURLToPath(new URL('./worker-process.fixture.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'fixture.js' } },
    },
  });
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
}, 30_000);
afterEach(() => {
  const left = [...children];
  for (const child of left) child.kill('SIGKILL');
  children.clear();
  expect(left).toEqual([]);
});
afterAll(() => rm(folder, { recursive: true }));

const init = {
  type: 'init',
  workerId: 'w-1',
  redis: { kind: 'single', host: 'localhost', port: 1, db: 0, tls: false },
  queue: 'default',
  concurrency: 1,
  http: { timeoutMs: 90_000, retries: 0, allow: [] },
  tryHandlers: false,
  leaseMs: 1000,
  labels: {},
  openai: {},
  pollIntervalMs: 1000,
  drainTimeoutMs: 5000,
  logLevel: 'info',
};

/** A running worker process with everything it says. */
function start(options: object = {}) {
  const child = fork(entry, {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  children.add(child);
  const messages: ChildMessage[] = [];
  const output = { text: '' };
  const changed = new Set<() => void>();
  const notify = () => {
    for (const check of changed) check();
  };
  child.on('message', (message) => {
    messages.push(message as ChildMessage);
    notify();
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      output.text += bytes;
      notify();
    });
  }
  // Node tells no 'close' of a child that was disconnected.
  const closed = [child.stdout, child.stderr].map((stream) => stream && once(stream, 'close'));
  const exited = Promise.all([once(child, 'exit'), ...closed]).then(([[code]]) => {
    children.delete(child);
    return code as number | null;
  });
  const until = (seen: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!seen()) return;
        changed.delete(check);
        resolve();
      };
      changed.add(check);
      check();
    });
  child.send({ ...init, ...options });
  const ready = () => until(() => messages.some(({ type }) => type === 'ready'));
  return { child, messages, output, exited, until, ready };
}

describe('a worker process', () => {
  it('tells that it is ready, what it takes and its counts', async () => {
    const { child, messages, ready, exited } = start({ tryHandlers: true });
    await ready();
    expect(messages).toEqual([
      { type: 'log', level: 'warn', message: 'redis is away' },
      { type: 'stats', active: 1, completed: 7, failed: 0 },
      { type: 'log', level: 'info', message: 'worker w-1 takes echo, sleep, http.call, llm.chat, fail' },
      { type: 'ready', workerId: 'w-1' },
    ]);
    child.send({ type: 'drain', timeoutMs: 0 });
    expect(await exited).toBe(0);
    expect(messages.slice(-2)).toEqual([
      { type: 'stats', active: 0, completed: 7, failed: 0 },
      { type: 'stopped' },
    ]);
  });

  it('drains without a limit until a later drain sets one', async () => {
    const { child, output, ready, exited, until } = start();
    await ready();
    child.send({ type: 'drain', timeoutMs: null });
    await until(() => output.text.includes('stop null'));
    child.send({ type: 'drain', timeoutMs: 1000 });
    expect(await exited).toBe(0);
    expect(output.text).toContain('stop 1000');
  });

  it('ignores Ctrl-C, drains on SIGTERM and lets go on a second one', async () => {
    const { child, output, ready, exited, until } = start();
    await ready();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    await until(() => output.text.includes('stop 5000'));
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output.text).toContain('stop 0');
  });

  it('releases its jobs and ends when its parent is gone', async () => {
    const { child, output, ready, exited } = start();
    await ready();
    child.disconnect();
    expect(await exited).toBe(0);
    expect(output.text).toContain('stop 0');
  });

  it('does not outlive a parent that is killed', async () => {
    const source = `
      const child = require('node:child_process').fork(${JSON.stringify(entry)}, { serialization: 'advanced' });
      child.on('message', ({ type }) => { if (type === 'ready') console.log('ready'); });
      child.send(${JSON.stringify(init)});
    `;
    const parent = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    parent.stdout.on('data', (bytes: Buffer) => {
      text += bytes;
      if (text.includes('ready')) parent.kill('SIGKILL');
    });
    // The worker writes to the same pipe, which closes only when both processes are gone.
    await once(parent.stdout, 'close');
    expect(text).toContain('stop 0');
  });

  it('may be drained before it is ready, and without an init', async () => {
    const { child, exited, messages } = start();
    child.send({ type: 'drain', timeoutMs: 0 });
    expect(await exited).toBe(0);
    expect(messages.at(-1)).toEqual({ type: 'stopped' });
  });

  it('adds the handlers of a file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'signalbox-process-')), 'handlers.mjs');
    await writeFile(file, "export const handlers = { 'my.type': () => 1 }");
    const { child, output, exited, until } = start({ handlersFile: file });
    await until(() => output.text.includes('types echo sleep http.call llm.chat my.type'));
    child.send({ type: 'drain', timeoutMs: 0 });
    await exited;
    await rm(join(file, '..'), { recursive: true });
  });

  it.each([
    [
      'a handlers file that is not there',
      { handlersFile: '/nowhere/h.js' },
      '--handlers /nowhere/h.js: there is no such file',
    ],
    ['a worker that cannot start', { labels: { fault: 'start' } }, 'cannot start'],
  ])('ends with the reason on stderr for %s', async (_name, options, reason) => {
    const { exited, output } = start(options);
    expect(await exited).toBe(1);
    expect(output.text).toContain(reason);
  });

  it('ends with the reason when the worker cannot stop', async () => {
    const { child, exited, output, ready } = start({ labels: { fault: 'stop' } });
    await ready();
    child.send({ type: 'drain', timeoutMs: 0 });
    expect(await exited).toBe(1);
    expect(output.text).toContain('cannot stop');
  });
});
