import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRunDesktop, type DesktopApp, DesktopBench } from './desktop.fixture';
import { startTestRedis, type TestRedis } from './support/redis';
import { type RunningSystem, startSystem } from './support/system';

describe.skipIf(!canRunDesktop)('the settings of the desktop', { timeout: 60_000 }, () => {
  let bench: DesktopBench;
  let app: DesktopApp;
  let page: Page;
  let redis: TestRedis;
  let remote: RunningSystem;

  beforeAll(async () => {
    redis = await startTestRedis();
    remote = await startSystem({ mode: 'gateway', redisUrl: redis.url });
    bench = await DesktopBench.open();
    app = bench.launch();
    page = await app.page();
    await page.getByText('live', { exact: true }).first().waitFor();
    await app.ask('click', 'File/Settings');
  }, 60_000);
  afterAll(async () => {
    await bench?.close();
    await remote?.stop();
    await redis?.stop();
  });

  const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  const add = async (kind: string, name: string, url: string, secret: string) => {
    await page.getByRole('button', { name: 'Add a profile' }).click();
    const form = page.getByRole('dialog', { name: 'Add a profile' });
    await form.getByText(kind).click();
    await form.getByLabel('Name').fill(name);
    await form.getByLabel(/Redis URL|Gateway address/).fill(url);
    if (secret !== '')
      await form
        .getByLabel(/Password|Admin token/)
        .and(form.locator('input'))
        .fill(secret);
    return form;
  };

  it('adds a Redis, tests it, and uses it', async () => {
    await row('This computer').getByText('in use').waitFor();
    const form = await add('A Redis', 'Staging', 'http://nonsense', '');
    await form.getByRole('button', { name: 'Save' }).click();
    expect(await form.getByRole('alert').innerText()).toContain('accepted: redis://host:port/db');
    await form.getByLabel('Redis URL').fill(redis.url);
    await form.getByRole('button', { name: 'Test' }).click();
    await form.getByText(/Scripts passed/).waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await row('Staging').getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Switch' }).click();
    await row('Staging').getByText('in use').waitFor();
    await page.getByText(`127.0.0.1:${redis.port}`).first().waitFor();
    await page.getByText('live', { exact: true }).first().waitFor();
  });

  it('attaches to a gateway elsewhere, and says when its token is refused', async () => {
    const form = await add('A gateway elsewhere', 'Production', remote.url, 'wrong');
    await form.getByRole('button', { name: 'Save' }).click();
    await row('Production').getByRole('button', { name: 'Test' }).click();
    await row('Production').getByText('the gateway does not know this token').waitFor();
    await row('Production').getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit “Production”' });
    await edit.getByLabel('Admin token').and(edit.locator('input')).fill(remote.adminToken);
    await edit.getByRole('button', { name: 'Save' }).click();
    await row('Production').getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Switch' }).click();
    await row('Production').getByText('in use').waitFor();
    await page.getByText(remote.url).first().waitFor();
  });

  it('goes back to this computer and forgets a profile', async () => {
    await row('This computer').getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Switch' }).click();
    await row('This computer').getByText('in use').waitFor();
    await row('Staging').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await row('Staging').waitFor({ state: 'detached' });
  });
});
