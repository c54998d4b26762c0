import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SharedChromium, startChromium } from './chromium.fixture';
import { findBrowser } from './find-browser.mjs';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const executable = await findBrowser();
const mainBundle = at('out/main/index.js');

// Both are said by the steps before this one: `npm test` builds, and names a missing browser.
describe.skipIf(!executable || !existsSync(mainBundle))('the desktop on a stand-in for Electron', () => {
  let chromiumProcess: SharedChromium;
  let browser: Browser;
  let page: Page;
  let main: ChildProcess;
  let dataFolder: string;
  let output = '';

  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: { ssr: at('e2e/electron-stand-in/electron.ts'), outDir: at('out/e2e'), target: 'node20' },
    });
    chromiumProcess = await startChromium(executable as string);
    dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-desktop-'));
    browser = await chromium.connectOverCDP(chromiumProcess.address);
    const opened = browser.contexts()[0]?.waitForEvent('page');
    const { REDIS_URL: _redis, ...env } = process.env;
    main = spawn(process.execPath, ['--import', at('e2e/electron-stand-in/register.mjs'), mainBundle], {
      env: {
        ...env,
        STAND_IN_BROWSER: chromiumProcess.address,
        SIGNALBOX_DATA: dataFolder,
        SIGNALBOX_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [main.stdout, main.stderr]) stream?.on('data', (data) => (output += data));
    const failed = once(main, 'exit').then(() =>
      Promise.reject(new Error(`the main process ended: ${output}`)),
    );
    page = (await Promise.race([opened, failed])) as Page;
  });

  afterAll(async () => {
    if (main?.exitCode === null) main.kill('SIGKILL');
    await browser?.close();
    await chromiumProcess?.stop();
    if (dataFolder) await rm(dataFolder, { recursive: true, force: true });
  });

  it('shows what its gateway says, without asking for a token', async () => {
    await page.getByText('Healthy').waitFor();
    const shown = await page.locator('header code').innerText();
    expect(shown).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const health = (await (await fetch(`${shown}/health`)).json()) as { redis: { engine: string } };
    expect(await page.locator('dd').first().innerText()).toBe(health.redis.engine);
  });

  it('gives the page no Node and opens no other window', async () => {
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual(
      Array(3).fill('undefined'),
    );
    const popup = page.waitForEvent('popup');
    await page.evaluate("void window.open('about:blank')");
    const closed = await popup;
    if (!closed.isClosed()) await closed.waitForEvent('close');
    expect(page.isClosed()).toBe(false);
  });

  it('stops its backend and ends when its window is closed', async () => {
    const gatewayFile = join(dataFolder, 'gateway.json');
    expect(existsSync(gatewayFile)).toBe(true);
    const exited = once(main, 'exit');
    await page.close();
    expect(await exited).toEqual([0, null]);
    // Taken away by the gateway's stop: the process waited for it.
    expect(existsSync(gatewayFile)).toBe(false);
  });
});
