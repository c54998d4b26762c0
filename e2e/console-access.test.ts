import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from './find-browser.mjs';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

const executable = await findBrowser();
const built = existsSync(fileURLToPath(new URL('../out/renderer/index.html', import.meta.url)));

describe.skipIf(!executable || !built)('the console in a browser', { timeout: 60_000 }, () => {
  let redis: TestRedis;
  let system: RunningSystem;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    redis = await startTestRedis();
    system = await startSystem({ mode: 'serve', redisUrl: redis.url, args: ['--workers', '1'] });
    browser = await chromium.launch({ executablePath: executable as string, args: browserFlags });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await redis?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1024, height: 700 }, colorScheme: 'dark' });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const token = () => page.getByLabel('Admin token', { exact: true });
  const signIn = async (hash = '') => {
    await page.goto(`${system.url}/${hash}`);
    await token().fill(system.adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor();
  };
  const faults = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  it('asks for the token by keyboard alone, and says what is wrong with another', async () => {
    await page.goto(system.url);
    await token().waitFor();
    expect(await token().getAttribute('type')).toBe('password');
    expect(await token().getAttribute('autocomplete')).toBe('off');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').innerText()).toContain('Enter the admin token first');
    await page.keyboard.type('nobody-has-this-one');
    await page.keyboard.press('Enter');
    await page.getByText('The gateway does not know this token').waitFor();
    // What was typed is selected: the next attempt replaces it.
    await page.keyboard.type(system.clientToken);
    await page.keyboard.press('Enter');
    await page.getByText('This is a client token; the console needs the admin token').waitFor();
    await page.keyboard.type(system.adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor();
    expect(page.url()).not.toContain(system.adminToken);
    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toContain(system.adminToken);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({
      name: 'signalbox_session',
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
    });
  });

  it('stays signed in after a reload, and out after signing out', async () => {
    await signIn('#/settings');
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await token().waitFor();
    await page.reload();
    await token().waitFor();
    expect(await context.cookies()).toEqual([]);
  });

  it('shows what runs, and how to connect it elsewhere', async () => {
    await signIn('#/settings');
    await page.getByText('Settings in force').waitFor();
    const text = await page.locator('main').innerText();
    for (const shown of [`127.0.0.1:${redis.port}`, new URL(system.url).host, 'gateway.json', 'REDIS_URL']) {
      expect(text).toContain(shown);
    }
    expect(text).not.toContain(system.adminToken);
    await page.getByLabel('Filter the settings').fill('drain');
    await page.getByText('DRAIN_TIMEOUT').waitFor();
    expect(await page.getByText('LOG_LEVEL').count()).toBe(0);
    await page.getByText('Light', { exact: true }).click();
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    await page.getByRole('button', { name: 'Show all keys' }).click();
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });

  it.each(['dark', 'light'] as const)(
    'has no fault of accessibility in either view, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(system.url);
      await token().waitFor();
      expect(await faults()).toEqual([]);
      await signIn('#/settings');
      await page.getByText('Settings in force').waitFor();
      expect(await faults()).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(false);
    },
  );
});
