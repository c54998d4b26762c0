import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { within } from './deadline';

export interface WorkerSettings {
  redis: string;
  queue: string;
  leaseMs: number;
  concurrency: number;
}

/** The worker program as one file in a folder of its own. */
export interface BuiltWorker {
  file: string;
  remove(): void;
}

/** Bundles the worker program with everything it needs, as users' installs have it. */
export async function buildWorker(): Promise<BuiltWorker> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-worker-'));
  await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('worker-program.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs', codeSplitting: false } },
    },
  });
  return { file: join(folder, 'worker.mjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts a worker process and resolves when it takes jobs. */
export async function startWorker(file: string, settings: WorkerSettings): Promise<ChildProcess> {
  const child = spawn(process.execPath, [file, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`The worker ended with ${code ?? signal} before it was ready`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data'), ended]);
  return child;
}

/** Sends a signal and waits for the end of the process, which must not take long. */
export async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await within(15_000, `worker ${child.pid} ends by ${signal}`, exit);
}
