import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, type ConsoleRig, newName, untilText, useConsole } from './console.fixture';

/** What a browser itself says of a gateway that is not there, or has another token. */
const away = /net::ERR_|WebSocket connection to|status of 401|ViewNotLoadedError/;

describe.skipIf(!browserPath)('the connection to the gateway', { timeout: 60_000 }, () => {
  const rig = useConsole({ expected: [away] });

  const statusLine = (page: Page) => page.getByRole('contentinfo');
  /** A page with its view there, and a gateway that tells it news. */
  const opened = async (view: string) => {
    const page = await rig.page(view);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
    await untilText(statusLine(page), /^live/);
    return page;
  };
  const opacity = (page: Page) =>
    page.getByRole('main').evaluate((main) => Number(getComputedStyle(main).opacity));

  it.each([
    ['crashes', 'kill'],
    ['is stopped', 'stop'],
  ] as const)(
    'is lost when the gateway %s: what is shown is dimmed, and goes on without a reload',
    async (_name, how) => {
      const page = await rig.page('jobs');
      await untilText(statusLine(page), /^live/);
      const before = await listedJob(rig, page);
      await page.evaluate('document.body.dataset.neverReloaded = "yes"');
      expect(await opacity(page)).toBe(1);

      await rig.end(how);
      await untilText(statusLine(page), /^reconnecting \d+ s, data of \d+ s ago/);
      expect(await opacity(page)).toBeLessThan(1);
      // What was known stays.
      expect(await page.getByRole('link', { name: before }).isVisible()).toBe(true);

      await rig.restart();
      await untilText(statusLine(page), /^live/);
      expect(await opacity(page)).toBe(1);
      await listedJob(rig, page);
      expect(await page.evaluate('document.body.dataset.neverReloaded')).toBe('yes');
    },
  );

  it('is not needed to open another view, which is filled when it is back', async () => {
    const page = await opened('overview');
    await page.waitForLoadState('networkidle');
    await rig.end('kill');
    await untilText(statusLine(page), /^reconnecting/);
    await page.locator('.rail-link', { hasText: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Console' }).waitFor();
    await page.getByRole('alert').waitFor();
    await rig.restart();
    await page.getByText('DRAIN_TIMEOUT').waitFor();
  });

  it('brings a view that could not be loaded, when it is back', async () => {
    const page = await opened('overview');
    await page.route('**/assets/workers-*', (route) => route.abort());
    await page.reload();
    await untilText(statusLine(page), /^live/);
    await page.locator('.rail-link', { hasText: 'Workers' }).click();
    await page.getByText('This view could not be loaded from the gateway').waitFor();
    await page.unroute('**/assets/workers-*');
    await rig.end('kill');
    await rig.restart();
    await page.getByRole('heading', { name: 'Workers', exact: true }).waitFor();
  });

  it('is tried at once when somebody asks for it', async () => {
    const page = await opened('overview');
    await page.clock.install();
    await page.reload();
    await untilText(statusLine(page), /^live/);
    await rig.end('kill');
    await untilText(statusLine(page), /^reconnecting/);
    // From here on no timer runs: it does not come back by itself.
    await page.clock.pauseAt(Date.now() + 1000);
    await rig.restart();
    await page.getByRole('button', { name: 'Try now' }).click();
    await untilText(statusLine(page), /^live/);
  });

  it('asks for the token again when the gateway comes back with another one', async () => {
    const page = await opened('workers');
    await rig.end('kill');
    await rig.restart({ SIGNALBOX_ADMIN_TOKEN: 'another-admin-token' });
    await page.getByLabel('Admin token', { exact: true }).fill('another-admin-token');
    await page.keyboard.press('Enter');
    await untilText(statusLine(page), /^live/);
    expect(new URL(page.url()).hash).toBe('#/workers');
  });
});

/** Adds a job, which the open list shows by itself. Answers its id. */
async function listedJob(rig: ConsoleRig, page: Page): Promise<string> {
  const id = newName('news');
  await rig.queue.add('echo', {}, { id });
  await page.getByRole('row', { name: `job ${id}, echo, completed` }).waitFor();
  return id;
}
