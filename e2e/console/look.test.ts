import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserPath, type PageSettings, useConsole } from './console.fixture';
import { type KnownView, populate, populatedViews } from './populated.fixture';

const sizes: [string, PageSettings][] = [
  ['1024 x 700', { size: { width: 1024, height: 700 } }],
  // What a window of 1440 x 900 has left.
  ['200 % zoom', { size: { width: 720, height: 450 }, scale: 2 }],
];

describe.skipIf(!browserPath)('how the console looks', () => {
  const rig = useConsole({ expected: [/status of 401/, /status of 404.*\/jobs\/gone/] });
  let views: KnownView[];

  beforeAll(async () => {
    views = populatedViews(await populate(rig));
  });

  it.each(sizes)(
    'leaves nothing out of reach at the side of any view, at %s',
    { timeout: 60_000 },
    async (_name, window) => {
      const page = await rig.page('overview', window);
      for (const view of views) {
        await page.goto(`/#/${view.address}`);
        await view.there(page);
        expect.soft(await beyondTheSides(page), view.name).toEqual([]);
      }
      const out = await rig.page('overview', { ...window, signedIn: false });
      await out.getByLabel('Admin token', { exact: true }).waitFor();
      expect(await beyondTheSides(out), 'sign-in').toEqual([]);
    },
  );

  it('keeps the theme that was chosen', async () => {
    const page = await rig.page('settings', { theme: 'dark' });
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = await ground();
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Light').click();
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
    expect(await ground()).toBe(light);

    await page.getByRole('button', { name: 'Theme: light. Change to system' }).click();
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    expect(await ground()).toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
  });
});

/** What can be pressed but is cut off at a side where nothing scrolls, and whether the page itself is too wide. */
function beyondTheSides(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth } = document.documentElement;
    const found = [document.documentElement, ...document.querySelectorAll('main')]
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.tagName} is ${part.scrollWidth} wide, ${part.clientWidth} are seen`);
    for (const element of document.querySelectorAll('a[href], button, input, [role="tab"]')) {
      const box = element.getBoundingClientRect();
      if (!element.checkVisibility() || box.width === 0 || element.closest('.visually-hidden, .skip-link'))
        continue;
      let [left, right] = [-Infinity, Infinity];
      let around: Element | null = element.parentElement;
      for (; around; around = around.parentElement) {
        const { overflowX } = getComputedStyle(around);
        if (overflowX === 'auto' || overflowX === 'scroll') break;
        if (overflowX === 'visible') continue;
        const edge = around.getBoundingClientRect();
        [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      }
      if (!around) [left, right] = [Math.max(left, 0), Math.min(right, clientWidth)];
      // Long names may end in dots; half of what is pressed is to be seen at least.
      const seen = Math.min(right, box.right) - Math.max(left, box.left);
      if (seen < Math.min(24, box.width / 2))
        found.push(
          `${element.textContent || element.ariaLabel}: ${box.left} to ${box.right} of ${left} to ${right}`,
        );
    }
    return found;
  });
}
