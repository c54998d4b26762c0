import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './axe.fixture';
import { browserPath, newName, tokens, untilText, useConsole } from './console.fixture';

describe.skipIf(!browserPath)('the schedules view', () => {
  // An edit that meets another's is refused: the browser says so, too.
  const rig = useConsole({ expected: [/40[09] \((Bad Request|Conflict)\)/] });

  const put = (name: string, parts: object) =>
    fetch(`${rig.system.url}/schedules/${name}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ schedule: { name, job: { type: 'echo', payload: {} }, ...parts } }),
    });
  const row = (page: Page, name: string) =>
    page.getByRole('grid', { name: 'Schedules' }).getByRole('row', { name: new RegExp(`schedule ${name}`) });
  const detail = (page: Page, name: string) => page.getByRole('region', { name: `Schedule ${name}` });

  it('teaches what a schedule is; adds one with a preview, and shows it tick', async () => {
    const name = newName('beat');
    const page = await rig.page('overview');
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByText('npx signalbox schedules add').waitFor();
    await page.getByRole('button', { name: 'Add a schedule' }).click();
    const form = page.getByRole('dialog', { name: 'New schedule' });
    await form.getByLabel('Name').fill(name);
    const pattern = form.getByRole('textbox', { name: 'Pattern' });
    await pattern.fill('61 * * * *');
    await form.locator('input[aria-invalid="true"]').waitFor();
    expect(await form.locator('.mantine-TextInput-error').innerText()).toMatch(/minute/i);
    await pattern.fill('30 2 * * *');
    await form.getByRole('combobox', { name: 'Time zone' }).fill('Berlin');
    await page.getByRole('option', { name: 'Europe/Berlin' }).click();
    const preview = form.getByRole('table', { name: 'Preview of the next ticks' });
    await untilText(preview, /02:30:00[\s\S]*0[01]:30:00/);
    expect(await preview.getByRole('row').count()).toBe(11);
    await expectAccessible(page, 'the form');
    await pattern.fill('* * * * * *');
    await form.getByRole('button', { name: 'Add schedule' }).click();

    await untilText(detail(page, name), /\* \* \* \* \* \*, Europe\/Berlin/);
    expect(page.url()).toContain(`#/schedules?name=${name}&queue=default`);
    const past = detail(page, name).getByRole('table', { name: 'Last ticks' });
    await past.getByRole('link').nth(1).waitFor();
    await untilText(row(page, name), /started/);
    await expectAccessible(page, 'a schedule that ticks');

    await page.keyboard.press('p');
    await detail(page, name).getByRole('button', { name: 'Resume' }).waitFor();
    await untilText(row(page, name), /paused/);
    await page.keyboard.press('r');
    await untilText(past, /by hand/);
    await past.getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: /echo/ }).waitFor();
  });

  it('tells who edits at the same time, shows the difference, and lets overwrite', async () => {
    const name = newName('both');
    await put(name, { cron: '0 3 * * *' });
    const page = await rig.page(`schedules?name=${name}`);
    await detail(page, name).getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: `Edit ${name}` });
    await form.getByRole('textbox', { name: 'Pattern' }).fill('0 5 * * *');
    await put(name, { cron: '0 4 * * *' });
    await form.getByRole('button', { name: 'Save' }).click();
    const differences = form.getByRole('table', { name: 'Differences' });
    await untilText(differences, /cron\s*"0 5 \* \* \*"\s*"0 4 \* \* \*"/);
    await form.getByRole('button', { name: 'Overwrite with mine' }).click();
    await form.waitFor({ state: 'detached' });
    await untilText(detail(page, name), /0 5 \* \* \*/);
  });

  it('removes, and takes it back; but nothing with hidden headers', async () => {
    const [name, call] = [newName('gone'), newName('call')];
    const headers = { authorization: 'Bearer abc' };
    await put(name, { every: '1h' });
    await put(call, {
      every: '1h',
      job: { type: 'http.call', payload: { url: 'https://a.example', headers } },
    });
    const page = await rig.page(`schedules?name=${name}`);
    const remove = async (one: string) => {
      await detail(page, one).getByRole('button', { name: 'Remove' }).click();
      const dialog = page.getByRole('dialog', { name: `Remove ${one}?` });
      const text = await dialog.innerText();
      await dialog.getByRole('button', { name: `Remove ${one}` }).click();
      await row(page, one).waitFor({ state: 'detached' });
      return text;
    };
    await remove(name);
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page, name).waitFor();

    await row(page, call).click();
    await detail(page, call).getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: `Edit ${call}` });
    await form.getByText('The values of authorization are hidden').waitFor();
    await form.getByLabel('Every').fill('2h');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Drop them' }).click();
    await form.waitFor({ state: 'detached' });
    expect(await remove(call)).toContain('This cannot be undone');
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('shows on a calendar what ran and what will', async () => {
    const [hourly, seconds] = [newName('hourly'), newName('seconds')];
    await put(hourly, { every: '1h' });
    await put(seconds, { every: '1s' });
    const page = await rig.page('schedules');
    await row(page, seconds).getByRole('link').filter({ hasText: seconds }).waitFor();
    await page.getByText('Week', { exact: true }).click();
    const calendar = page.getByRole('region', { name: 'Calendar' });
    await calendar.getByRole('columnheader', { name: /today/ }).waitFor();
    await page.getByLabel('Search schedules').fill(seconds);
    await calendar
      .getByRole('link', { name: `${seconds} started` })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'The next week' }).click();
    await calendar
      .getByRole('link', { name: `${seconds} coming: 3,600 ticks` })
      .first()
      .waitFor();
    await page.getByLabel('Search schedules').fill(hourly);
    await expectAccessible(page, 'the calendar');
    await calendar
      .getByRole('link', { name: `${hourly} coming` })
      .first()
      .click();
    await detail(page, hourly).waitFor();
    await page.goBack();
    await detail(page, hourly).waitFor({ state: 'detached' });
  });
});
