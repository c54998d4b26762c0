import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import type { DesktopBridge } from '../src-core/protocol/desktop';
import { type SharedChromium, startChromium } from './chromium.fixture';
import { findBrowser } from './find-browser.mjs';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
/** Each test file has its own: one must not replace what another is about to load. */
const standInFolder = at(`out/e2e/${process.pid}`);
const mainBundle = at('out/main/index.js');
const executable = await findBrowser();

/** Both are said by the steps before the tests: `npm test` builds, and names a missing browser. */
export const canRunDesktop = executable !== null && existsSync(mainBundle);

/** Something that came up in the main process: a dialog, a notification, the window coming to the front. */
export type Came = { event: string } & Record<string, unknown>;

interface LaunchOptions {
  env?: Record<string, string>;
  /** Secrets can be encrypted; true when not said. */
  keyring?: boolean;
}

/** A Chromium and a folder for data, in which the desktop's built main bundle can be started again and again. */
export class DesktopBench {
  private apps: DesktopApp[] = [];
  dataFolder = '';

  private constructor(
    private readonly shared: SharedChromium,
    readonly browser: Browser,
  ) {}

  static async open(): Promise<DesktopBench> {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: { ssr: at('e2e/electron-stand-in/electron.ts'), outDir: standInFolder, target: 'node20' },
    });
    const shared = await startChromium(executable as string);
    const bench = new DesktopBench(shared, await chromium.connectOverCDP(shared.address));
    await bench.fresh();
    return bench;
  }

  /** Ends what still runs and begins with an empty folder. */
  async fresh(): Promise<void> {
    await this.clear();
    this.dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-desktop-'));
    await writeFile(join(this.dataFolder, 'keyring'), randomBytes(32));
  }

  /** Starts it; there may be no page yet. */
  launch({ env = {}, keyring = true }: LaunchOptions = {}): DesktopApp {
    const { REDIS_URL: _redis, ...inherited } = process.env;
    const app = new DesktopApp(this.browser, {
      ...inherited,
      STAND_IN_ELECTRON: pathToFileURL(join(standInFolder, 'electron.js')).href,
      STAND_IN_BROWSER: this.shared.address,
      ...(keyring && { STAND_IN_KEYRING: join(this.dataFolder, 'keyring') }),
      SIGNALBOX_DATA: this.dataFolder,
      SIGNALBOX_PORT: '0',
      WORKER_POOL_SIZE: '1',
      ...env,
    });
    this.apps.push(app);
    return app;
  }

  async close(): Promise<void> {
    await this.clear();
    await this.browser.close();
    await this.shared.stop();
    await rm(standInFolder, { recursive: true, force: true });
  }

  private async clear(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.kill()));
    this.apps = [];
    if (this.dataFolder) await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One run of the main bundle against the stand-in for Electron. */
export class DesktopApp {
  readonly main: ChildProcess;
  readonly came: Came[] = [];
  output = '';
  private taken = 0;
  private wake: () => void = () => undefined;
  private asked = 0;
  private readonly answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private readonly opened: Promise<Page>;

  constructor(browser: Browser, env: NodeJS.ProcessEnv) {
    const context = browser.contexts()[0];
    if (!context) throw new Error('the browser has no context');
    this.opened = context.waitForEvent('page', { timeout: 30_000 });
    this.opened.catch(() => undefined);
    this.main = spawn(process.execPath, ['--import', at('e2e/electron-stand-in/register.mjs'), mainBundle], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.main.stdout, this.main.stderr])
      stream?.on('data', (data) => {
        this.output += data;
      });
    this.main.on('message', (message) => this.receive(message as Came & { id?: number }));
  }

  /** Its page; rejects when the process ends before it has one. */
  async page(): Promise<Page> {
    const failed = once(this.main, 'exit').then(() =>
      Promise.reject(new Error(`the main process ended: ${this.output}`)),
    );
    const page = await Promise.race([this.opened, failed]);
    await page.waitForURL(/^http:\/\/signalbox\.localhost\//);
    return page;
  }

  /** Does what a person at the machine would do: `click` in the menu, `answer` a dialog, `crash` the page. */
  ask<T = unknown>(name: string, ...args: unknown[]): Promise<T> {
    this.asked += 1;
    const id = this.asked;
    return new Promise<unknown>((resolve, reject) => {
      this.answers.set(id, { resolve, reject });
      this.main.send({ id, do: name, args });
    }) as Promise<T>;
  }

  /** The next thing of that name that comes up; skips others. */
  async next(event: string): Promise<Came> {
    for (;;) {
      while (this.taken < this.came.length) {
        const one = this.came[this.taken++] as Came;
        if (one.event === event) return one;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Ends it as a person does, by closing its window. Resolves to the exit code. */
  async quit(): Promise<number | null> {
    const exited = once(this.main, 'exit');
    await (await this.page()).close();
    return (await exited)[0];
  }

  /** Ends it at once, with its page. */
  async kill(): Promise<void> {
    if (this.main.exitCode !== null || this.main.signalCode !== null) return;
    const exited = once(this.main, 'exit');
    this.main.kill('SIGKILL');
    await exited;
    await (await this.opened.catch(() => null))?.close();
  }

  private receive(message: Came & { id?: number; value?: unknown; error?: string }): void {
    if (message.id === undefined) {
      this.came.push(message);
      this.wake();
      return;
    }
    const waiting = this.answers.get(message.id);
    this.answers.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  }
}

/** Calls the bridge in the page as the console would. */
export function onBridge<T>(
  page: Page,
  call: (bridge: DesktopBridge, argument: never) => Promise<T>,
  argument?: unknown,
): Promise<T> {
  const source = `(${call})(window.signalbox, ${JSON.stringify(argument)})`;
  return page.evaluate(source);
}
