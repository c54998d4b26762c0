import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, describe, it } from 'vitest';
import { presetAnswerSchema } from '../../src-core/protocol/simulator-routes';
import { useConsole } from '../console/console.fixture';
import { playByHand } from './hand-played';
import { playScene, type Scene } from './scene';
import { writeSchedules } from './scheduled';

const docs = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** All of them, to be looked at; the ones docs/console.md shows go to docs/images. */
const all = fileURLToPath(new URL('../../out/screenshots', import.meta.url));

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];
const themes = ['dark', 'light'] as const;

interface Shot {
  name: string;
  view: (scene: Scene) => string;
  /** Text that is there when the view is complete. */
  ready: RegExp;
  signedIn?: boolean;
}

const shots: Shot[] = [
  { name: 'overview', view: () => 'overview', ready: /mail\.send|MAILBOX_FULL/ },
  { name: 'jobs', view: () => 'jobs', ready: /^(sleep|mail\.send)$/ },
  { name: 'trace', view: ({ retried }) => `jobs/default/${retried}`, ready: /out of paper/ },
  { name: 'workers', view: () => 'workers', ready: /Pool/ },
  { name: 'dead-letters', view: () => 'dead-letters', ready: /MAILBOX_FULL/ },
  { name: 'settings', view: () => 'settings', ready: /redis-server|127\.0\.0\.1/ },
  { name: 'sign-in', view: () => 'overview', ready: /Admin token/, signedIn: false },
];

beforeAll(() => Promise.all([docs, all].map((folder) => mkdir(folder, { recursive: true }))));

describe('the console', () => {
  const rig = useConsole({ workers: 2, concurrency: 5, expected: [/401/] });
  let scene: Scene;

  beforeAll(async () => {
    scene = await playScene(rig);
  });

  describe.each(themes)('%s', (theme) => {
    describe.each(sizes)('$width x $height', (size) => {
      it.each(shots)('$name', async ({ name, view, ready, signedIn = true }) => {
        const page = await rig.page(view(scene), { theme, size, signedIn });
        await page.getByText(ready).filter({ visible: true }).first().waitFor();
        await picture(page, name, theme, size.width);
        await page.context().close();
      });
    });
  });
});

describe('the simulator', () => {
  const rig = useConsole();

  beforeAll(async () => {
    const { scenario } = presetAnswerSchema.parse(await rig.system.admin('/simulator/presets/flaky-gpu'));
    await rig.system.admin('/simulator/run', { scenario: { ...scenario, duration: 600_000 }, seed: 483_920 });
  });

  describe.each(themes)('%s', (theme) => {
    it.each(sizes)('$width x $height', async (size) => {
      const page = await rig.page('simulator', { theme, size });
      await page.getByRole('combobox', { name: 'Preset' }).click();
      await page.getByRole('option', { name: /^flaky-gpu/ }).click();
      await page.locator('[data-worker]').first().waitFor();
      await rig.system.admin('/simulator/break', { worker: 'worn-1', kind: 'down', forMs: 600_000 });
      await page.locator('[data-fault]').first().waitFor();
      // Its charts begin when the page is opened: only time fills them.
      await page.waitForTimeout(10_000);
      await picture(page, 'simulator', theme, size.width);
    });
  });
});

describe('the WebSocket client', () => {
  const rig = useConsole();

  describe.each(themes)('%s', (theme) => {
    it.each(sizes)('$width x $height', async (size) => {
      const page = await rig.page('sockets', { theme, size });
      await playByHand(page);
      await picture(page, 'sockets', theme, size.width);
    });
  });
});

describe('the schedules', () => {
  const rig = useConsole();

  beforeAll(() => writeSchedules(rig));

  describe.each(themes)('%s', (theme) => {
    it.each(sizes)('$width x $height', async (size) => {
      const page = await rig.page('schedules?name=nightly-report', { theme, size });
      await page.getByRole('table', { name: 'Last ticks' }).getByRole('link').first().waitFor();
      await page.getByRole('table', { name: 'Next ticks' }).waitFor();
      await picture(page, 'schedules', theme, size.width);
    });
  });
});

async function picture(page: Page, name: string, theme: 'dark' | 'light', width: number): Promise<void> {
  // Charts and tables are complete a frame or two after their data.
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.screenshot({ path: join(all, `${name}-${theme}-${width}.png`) });
  const shown = width === 1440 && (theme === 'dark' || name === 'overview');
  const file = theme === 'dark' ? `console-${name}.png` : `console-${name}-light.png`;
  if (shown) await page.screenshot({ path: join(docs, file) });
}
