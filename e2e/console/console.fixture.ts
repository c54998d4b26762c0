import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { sessionCookie } from '../../src-core/protocol/console';
import { Queue } from '../../src-core/queue/queue';
import { browserFlags, findBrowser } from '../find-browser.mjs';
import { startTestRedis, type TestRedis } from '../support/redis';
import { type RunningSystem, startSystem, type SystemSettings } from '../support/system';

/** The browser the tests run in; null where there is none. */
export const browserPath = await findBrowser();

/** The gateway's tokens, one for each role. */
export const tokens = { admin: 'console-admin-token', client: 'shop-token', worker: 'gpu-token' };

export interface ConsoleSettings {
  /** Worker processes; 1 when not said. */
  workers?: number;
  /** Jobs each runs at once; 5 when not said. */
  concurrency?: number;
  env?: Record<string, string>;
  /** What its pages may complain of. */
  expected?: readonly RegExp[];
}

export interface PageSettings {
  theme?: 'dark' | 'light';
  size?: { width: number; height: number };
  /** Device pixels in a CSS pixel: with half the size, 2 is what a browser shows at 200 %. */
  scale?: number;
  /** Has the session of an admin; true when not said. */
  signedIn?: boolean;
}

const usualSize = { width: 1440, height: 900 };

/**
 * A console for the tests of one `describe`, there from its `beforeAll` on. After each test its pages are closed, and must
 * not have complained.
 */
export function useConsole(settings: ConsoleSettings = {}): ConsoleRig {
  const { expected = [] } = settings;
  const rig = new ConsoleRig();
  beforeAll(() => rig.open(settings));
  afterEach(async () => {
    const complaints = await rig.closePages();
    expect(complaints.filter((text) => !expected.some((form) => form.test(text)))).toEqual([]);
  });
  afterAll(() => rig.close());
  return rig;
}

/** A real gateway with Redis and workers, and a browser to look at its console with. */
export class ConsoleRig {
  redis!: TestRedis;
  browser!: Browser;
  /** The default queue, reached past the gateway: to fill it. */
  queue!: Queue;
  /** A folder of the test's own. */
  folder!: string;
  /** The gateway that runs now, or ran last. */
  system!: RunningSystem;
  #running = false;
  #settings!: SystemSettings;
  #session: Promise<string> | null = null;
  readonly #complaints: string[] = [];

  async open(settings: ConsoleSettings): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'signalbox-console-'));
    this.redis = await startTestRedis();
    // A copy of its own: where the clone lies would show in pictures.
    const handlers = join(this.folder, 'handlers.mjs');
    await copyFile(new URL('console-handlers.mjs', import.meta.url), handlers);
    this.#settings = systemSettings(settings, this.redis.url, handlers);
    // One after the other: what was started is known to `close` when the next one fails.
    this.browser = await chromium.launch({ executablePath: browserPath as string, args: browserFlags });
    this.system = await startSystem(this.#settings);
    this.#running = true;
    this.queue = new Queue('default', { redis: this.redis.url });
    await this.queue.ready();
  }

  async close(): Promise<void> {
    try {
      await Promise.all([this.browser?.close(), this.queue?.close()]);
      if (this.#running) await this.system.stop();
    } finally {
      await this.redis?.stop();
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends the gateway: `kill` as a crash would, `stop` as an operator does. */
  async end(how: 'kill' | 'stop'): Promise<void> {
    this.#running = false;
    await this.system[how]();
  }

  /** Starts the gateway where it was before it was ended. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    const settings = { ...this.#settings, env: { ...this.#settings.env, ...env } };
    this.system = await startSystem({ ...settings, port: Number(new URL(this.system.url).port) });
    this.#running = true;
  }

  /** A page in a browser profile of its own, at a view of the console: `overview`, `jobs?state=dead`. */
  async page(view: string, settings: PageSettings = {}): Promise<Page> {
    const { theme = 'dark', size = usualSize, scale = 1, signedIn = true } = settings;
    const context = await this.browser.newContext({
      viewport: size,
      deviceScaleFactor: scale,
      colorScheme: theme,
      reducedMotion: 'reduce',
      baseURL: this.system.url,
    });
    context.setDefaultTimeout(15_000);
    context.on('page', (page) => this.#listen(page));
    if (signedIn) {
      this.#session ??= this.#signIn();
      const cookie = { name: sessionCookie, value: await this.#session, httpOnly: true };
      await context.addCookies([{ ...cookie, url: this.system.url, sameSite: 'Strict' }]);
    }
    const page = await context.newPage();
    await page.goto(`/#/${view}`);
    if (signedIn) await page.getByRole('navigation', { name: 'Views' }).waitFor();
    return page;
  }

  /** Closes every page. Answers what they complained of: errors, and what their policy refused. */
  async closePages(): Promise<string[]> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    return this.#complaints.splice(0);
  }

  /** Once for all pages: the gateway takes few attempts from one address. */
  async #signIn(): Promise<string> {
    const answer = await fetch(`${this.system.url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: tokens.admin }),
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    if (!answer.ok) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
    return cookie.slice(sessionCookie.length + 1, cookie.indexOf(';'));
  }

  #listen(page: Page): void {
    page.on('pageerror', (error) => this.#complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
  }
}

function systemSettings(settings: ConsoleSettings, redisUrl: string, handlers: string): SystemSettings {
  const { workers = 1, concurrency = 5, env = {} } = settings;
  const work = ['--workers', String(workers), '--concurrency', String(concurrency)];
  return {
    mode: 'serve',
    redisUrl,
    args: [...work, '--handlers', handlers, '--try-handlers'],
    env: {
      SIGNALBOX_ADMIN_TOKEN: tokens.admin,
      SIGNALBOX_CLIENT_TOKENS: `shop:${tokens.client}`,
      SIGNALBOX_WORKER_TOKENS: `gpu:${tokens.worker}`,
      // Jobs of the tests run on at their end.
      DRAIN_TIMEOUT: '1s',
      ...env,
    },
  };
}

/** A job id, or another name nobody else has. */
export function newName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

/** The text of the element as soon as it has the form. White space between its parts may be missing when it is compared. */
export async function untilText(locator: Locator, form: RegExp): Promise<string> {
  const found = locator.filter({ hasText: form }).first();
  await found.waitFor();
  return (await found.innerText()).trim();
}
