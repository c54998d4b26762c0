import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const builtScript = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const startMs = 20_000;
const stopMs = 20_000;

export interface SystemSettings {
  mode: 'serve' | 'gateway' | 'worker';
  redisUrl: string;
  /** Where the gateway listens; a free port when not given. */
  port?: number;
  /** Further command-line options. */
  args?: string[];
  env?: Record<string, string>;
  /** The built program; out/main/cli.js when not given. */
  script?: string;
}

/** The built program, running as its user runs it. */
export interface RunningSystem {
  /** '' without a gateway. */
  url: string;
  adminToken: string;
  clientToken: string;
  workerToken: string;
  pid: number;
  /** What it has said on stderr so far. */
  log(): string;
  /** Asks the gateway as an admin. Throws when it does not answer 2xx. */
  admin(path: string, body?: unknown): Promise<unknown>;
  /** Ends it with SIGTERM and removes its data. Throws when it had ended before, or does not end by itself. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would, and removes its data. */
  kill(): Promise<void>;
}

/** Starts `out/main/cli.js` and resolves when it says that it is ready. `npm run build` makes that file. */
export async function startSystem(settings: SystemSettings): Promise<RunningSystem> {
  if (!existsSync(settings.script ?? builtScript))
    throw new Error('There is no out/main/cli.js: run `npm run build` first');
  const dataDir = await mkdtemp(join(tmpdir(), 'signalbox-system-'));
  const { child, log } = launch(settings, dataDir);
  try {
    await ready(child, log);
    const access =
      settings.mode === 'worker'
        ? { url: '', adminToken: '', clientToken: '', workerToken: '' }
        : JSON.parse(await readFile(join(dataDir, 'gateway.json'), 'utf8'));
    return {
      url: access.url,
      adminToken: access.adminToken,
      clientToken: access.clientToken,
      workerToken: access.workerToken,
      pid: child.pid as number,
      log,
      admin: (path, body) => ask(access.url + path, access.adminToken, body),
      stop: async () => {
        await end(child, log);
        await rm(dataDir, { recursive: true, force: true });
      },
      kill: async () => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

function launch(settings: SystemSettings, dataDir: string): { child: ChildProcess; log: () => string } {
  const { mode, redisUrl, port = 0, args = [], env = {}, script = builtScript } = settings;
  const listen = mode === 'worker' ? [] : ['--port', String(port)];
  const child = spawn(process.execPath, [script, mode, ...listen, '--data', dataDir, ...args], {
    env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', REDIS_URL: redisUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  return { child, log: () => said };
}

function ready(child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The system ${why}:\n${log()}`));
    const timer = setTimeout(() => fail(`was not ready within ${startMs} ms`), startMs);
    let said = '';
    child.stdout?.on('data', (data: Buffer) => {
      said += data.toString();
      if (!said.includes('signalbox ready ') || !said.endsWith('\n')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal} while it started`);
    });
  });
}

async function ask(url: string, token: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function end(child: ChildProcess, log: () => string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new Error(`The system had ended with ${child.exitCode ?? child.signalCode}:\n${log()}`);
  }
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  const [code, signal] = await exit;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`The system ended with ${code ?? signal} when it was stopped:\n${log()}`);
}
