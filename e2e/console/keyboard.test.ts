/** Whole tasks without a pointer: these tests only press keys. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, newName, tokens, untilText, useConsole } from './console.fixture';

describe.skipIf(!browserPath)('by keyboard alone', () => {
  const rig = useConsole({ expected: [/401.*\/session/] });

  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const signIn = async (page: Page) => {
    await page.getByLabel('Admin token', { exact: true }).waitFor();
    await page.keyboard.type(tokens.admin);
    await press(page, 'Enter');
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
  };
  /** The button, link or field that has the focus, by its name. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });

  it('signs in, finds a dead letter and requeues it', async () => {
    const ids = [newName('dead'), newName('dead')];
    for (const id of ids) {
      await rig.queue.add('fail', { message: 'no paper', retryable: false }, { id });
      await expect(rig.queue.result(id)).rejects.toMatchObject({ code: 'JOB_FAILED' });
    }
    const page = await rig.page('overview', { signedIn: false });
    await signIn(page);
    await press(page, 'g', 'd');
    const table = page.getByRole('grid', { name: 'Dead letters of the group' });
    await table.getByRole('row', { name: `job ${ids[0]}` }).waitFor();
    // The older of the two.
    await press(page, 'j', 'j', 'x');
    await page.getByRole('toolbar', { name: 'Acts on the selected jobs' }).waitFor();
    await press(page, 'r');
    await page.getByRole('dialog', { name: 'Requeue 1 job' }).waitFor();
    expect(await focused(page)).toBe('Requeue 1 job');
    await press(page, 'Enter');
    await page.getByRole('status').getByText('Requeued 1 in default').waitFor();
    expect((await rig.queue.trace(ids[0] as string))?.events.map(({ kind }) => kind)).toContain('requeued');
  });

  it('finds a job by its payload and cancels it', async () => {
    const id = newName('nap');
    await rig.queue.add('sleep', { ms: 600_001 }, { id });
    const page = await rig.page('overview');
    await press(page, 'g', 'j');
    await page.getByRole('grid', { name: 'Jobs' }).waitFor();
    await press(page, '/');
    await page.keyboard.type('600001');
    await press(page, 'Enter');
    await page.getByRole('status').getByText('1 found').waitFor();
    await press(page, 'j', 'Enter');
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await untilText(verdict, /^Running on/);
    await press(page, 'Control+k');
    await page.getByRole('combobox', { name: 'Search or run' }).waitFor();
    await page.keyboard.type('cancel the job');
    await press(page, 'Enter');
    await page.getByRole('dialog', { name: 'Cancel this sleep job?' }).waitFor();
    await press(page, 'Enter');
    await untilText(verdict, /^Cancelled by admin/);
  });

  it('selects rows of the jobs and cancels them together', async () => {
    const ids = Array.from({ length: 3 }, () => newName('later'));
    for (const id of ids) await rig.queue.add('echo', {}, { id, delayMs: 3_600_000 });
    const page = await rig.page('jobs?state=scheduled');
    await page.getByRole('row', { name: `job ${ids[0]}, echo, scheduled` }).waitFor();
    await press(page, 'j', 'x', 'j', 'x', 'k', 'c');
    await page.getByRole('dialog', { name: 'Cancel 2 jobs?' }).waitFor();
    await press(page, 'Enter');
    await page.getByRole('status').getByText('Cancelled 2 in default').waitFor();
    expect(await rig.queue.counts()).toMatchObject({ scheduled: 1 });
  });

  it('reaches every view, the keys, and what is behind them', async () => {
    const page = await rig.page('overview');
    for (const [key, title] of [
      ['j', 'Jobs'],
      ['w', 'Workers'],
      ['d', 'Dead letters'],
      ['s', 'Settings'],
      ['o', 'Overview'],
    ] as const) {
      await press(page, 'g', key);
      await page.getByRole('main', { name: title }).waitFor();
      expect(await page.title()).toBe(`${title} - Signalbox`);
    }
    await press(page, '?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.waitFor();
    expect(await sheet.innerText()).toMatch(/Go to Dead letters/);
    await press(page, 'Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('main', { name: 'Overview' }).waitFor();
    await press(page, 'Tab');
    expect(await focused(page)).toBe('Skip to the view');
    await press(page, 'Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('view');
  });
});
