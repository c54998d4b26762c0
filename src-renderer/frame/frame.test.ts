import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, untilText, useConsole } from '../../e2e/console/console.fixture';

const built = existsSync(fileURLToPath(new URL('../../out/main/cli.js', import.meta.url)));
const views = [
  'overview',
  'jobs',
  'workers',
  'dead-letters',
  'schedules',
  'simulator',
  'sockets',
  'settings',
];

/** What is wider or higher than the window lets it be. */
async function overflow(page: Page): Promise<string[]> {
  const parts = ['html', '.frame', '.top-bar', '.rail', '#view', '.status-line'];
  const wide = await page.evaluate(
    `${JSON.stringify(parts)}.filter((part) => {
      const { scrollWidth, clientWidth } = document.querySelector(part);
      return scrollWidth > clientWidth;
    })`,
  );
  return wide as string[];
}

// Both are said by the steps before this one: `npm test` builds, and names a missing browser.
describe.skipIf(!browserPath || !built)('the frame in a browser', () => {
  // A page that is not signed in asks whether it is; one whose gateway hangs tries to connect again.
  const rig = useConsole({ expected: [/401 \(Unauthorized\)/, /WebSocket connection to .* failed/] });

  const age = (page: Page) => page.locator('.data-age');

  describe.each(['dark', 'light'] as const)('%s', (theme) => {
    it.each([
      [1440, 900],
      [1024, 700],
      // The same at 200 % zoom.
      [512, 350],
    ])(
      'shows every view at %dx%d without a complaint and without anything sticking out',
      async (width, height) => {
        const page = await rig.page('overview', { theme, size: { width, height } });
        await untilText(age(page), /^live/);
        expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe(theme);
        for (const view of views) {
          await page.locator(`.rail-link[href="#/${view}"]`).click();
          await page.locator(`.rail-link[href="#/${view}"][aria-current="page"]`).waitFor();
          await page.locator('#view .loading').waitFor({ state: 'detached' });
          expect([view, await overflow(page)]).toEqual([view, []]);
        }
      },
    );
  });

  it('goes where keys say, but not while text is typed', async () => {
    const page = await rig.page('overview');
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForURL(/#\/workers$/);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByText('Go to Dead letters').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search or run' });
    await field.pressSequentially('g d');
    expect(await field.inputValue()).toBe('g d');
    expect(page.url()).toMatch(/#\/workers$/);
  });

  it('finds views, workers and jobs in the palette', async () => {
    const page = await rig.page('overview');
    const field = page.getByRole('combobox', { name: 'Search or run' });
    await page.keyboard.press('Control+k');
    await field.fill('settings go');
    await page.getByRole('option', { name: 'Go to Settings', selected: true }).waitFor();
    await page.getByRole('option', { name: 'Search jobs for "settings go"' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/settings$/);
    await field.waitFor({ state: 'detached' });

    const { id } = await rig.queue.add('echo', {});
    await page.keyboard.press('Control+k');
    await field.fill(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/#/jobs/default/${encodeURIComponent(id)}`);

    const { workers } = (await rig.system.admin('/workers')) as { workers: { id: string }[] };
    const worker = workers[0]?.id ?? '';
    await page.keyboard.press('Control+k');
    await field.fill(`${worker} `);
    await page.getByRole('option', { name: worker, exact: true }).click();
    await page.waitForURL(`**/#/workers/${encodeURIComponent(worker)}`);
  });

  it('remembers the theme and the folded rail', async () => {
    const page = await rig.page('overview', { theme: 'light' });
    await page.getByRole('button', { name: 'Theme: system. Change to dark' }).click();
    await page.getByRole('button', { name: 'Fold the rail' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Unfold the rail' }).waitFor();
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
  });

  it('says that its data is old while the gateway hangs, and that it is live again', async () => {
    const page = await rig.page('overview');
    await untilText(age(page), /^live/);
    process.kill(rig.system.pid, 'SIGSTOP');
    try {
      await untilText(age(page), /data of \d+ s ago: the gateway is slow/);
      await untilText(age(page), /reconnecting \d+ s, data of \d+ s ago/);
      await page.locator('.frame[data-old]').waitFor();
    } finally {
      process.kill(rig.system.pid, 'SIGCONT');
    }
    await untilText(age(page), /^live/);
  }, 40_000);
});
