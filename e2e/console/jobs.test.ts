import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath, newName, untilText, useConsole } from './console.fixture';

describe.skipIf(!browserPath)('the jobs view', () => {
  const rig = useConsole({ concurrency: 50 });

  const rows = (page: Page) =>
    page.getByRole('grid', { name: 'Jobs' }).getByRole('rowgroup').last().getByRole('row');

  it('finds a job by text of its payload among 3,000', async () => {
    const id = newName('needle');
    const echo = (n: number) => ({ type: 'echo', payload: { customer: `customer ${n}`, lines: [n] } });
    await rig.queue.addMany([
      ...Array.from({ length: 3000 }, (_, n) => echo(n)),
      { type: 'echo', payload: { customer: 'Ada Lovelace', lines: [1, 2] }, id },
    ]);
    const page = await rig.page('jobs');
    await page.getByRole('combobox', { name: 'Search' }).fill('ada love');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('1 found').waitFor();
    expect(await rows(page).count()).toBe(1);
    await rows(page).getByRole('link', { name: id }).click();
    await untilText(page.getByRole('heading', { level: 1 }), /echo/);
    expect(await page.getByRole('main').innerText()).toContain('Ada Lovelace');
    await page.goBack();
    await page.getByRole('status').getByText('1 found').waitFor();
    expect(await page.getByRole('combobox', { name: 'Search' }).inputValue()).toBe('ada love');
  });

  it('shares its filters by its address', async () => {
    const doomed = { type: 'fail', attempts: 1, payload: { message: 'no paper left', retryable: false } };
    const { id } = await rig.queue.add('fail', doomed.payload, { ...doomed, priority: 7 });
    await rig.queue.add('fail', { ...doomed.payload, message: 'no ink left' }, { ...doomed, priority: 7 });
    await rig.queue.add('fail', doomed.payload, { ...doomed, priority: 2 });
    const page = await rig.page('jobs');
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'dead' }).click();
    await page.getByRole('combobox', { name: 'Priority' }).click();
    await page.getByRole('option', { name: 'priority 7' }).click();
    await page.getByRole('combobox', { name: 'Error' }).fill('paper');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('1 found').waitFor();
    const shared = new URL(page.url()).hash.slice(2);

    const other = await rig.page(shared);
    await other.getByRole('status').getByText('1 found').waitFor();
    expect(await rows(other).allInnerTexts()).toEqual([expect.stringContaining(id)]);
    expect(await other.getByRole('combobox', { name: 'State' }).inputValue()).toBe('dead');
    expect(await other.getByRole('combobox', { name: 'Priority' }).inputValue()).toBe('priority 7');
    expect(await other.getByRole('combobox', { name: 'Error' }).inputValue()).toBe('paper');
    expect(new URL(other.url()).hash).toBe(new URL(page.url()).hash);
  });
});
