import { beforeAll, describe, it } from 'vitest';
import { expectAccessible } from './axe.fixture';
import { browserPath, useConsole } from './console.fixture';
import { type Population, populate, populatedViews } from './populated.fixture';

const timeout = 60_000;

describe.skipIf(!browserPath)('no serious fault of accessibility, dark and light', { timeout }, () => {
  const rig = useConsole({
    expected: [
      /status of 401/,
      /status of 404.*\/jobs\/gone/,
      /status of 503/,
      /net::ERR_|WebSocket connection to/,
    ],
  });
  let ids: Population;

  beforeAll(async () => {
    ids = await populate(rig);
  });

  it('in any view', async () => {
    const page = await rig.page('overview');
    for (const view of populatedViews(ids)) {
      await page.goto(`/#/${view.address}`);
      await view.there(page);
      await expectAccessible(page, view.name);
    }
  });

  it('in the sign-in view, also when it has refused a token', async () => {
    const page = await rig.page('overview', { signedIn: false });
    await page.getByLabel('Admin token', { exact: true }).waitFor();
    await expectAccessible(page, 'sign-in');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await expectAccessible(page, 'refused');
  });

  it('in dialogs', async () => {
    const page = await rig.page(`jobs/default/${ids.running}`);
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'a question');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Submit a copy' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Payload' }).waitFor();
    await expectAccessible(page, 'a copy');
    await page.goto('/#/dead-letters');
    await page
      .getByRole('button', { name: /^Requeue \d job/ })
      .first()
      .click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'requeue');
  });

  it('in the palette, the keys, a menu and a list', async () => {
    const page = await rig.page('dead-letters');
    await page.getByRole('button', { name: 'All dead letters' }).click();
    await page.getByRole('menu').waitFor();
    await expectAccessible(page, 'a menu');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Queue' }).click();
    await page.getByRole('option', { name: 'images' }).waitFor();
    await expectAccessible(page, 'a list');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Search or run' }).click();
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page, 'the palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await expectAccessible(page, 'the keys');
  });

  it('with rows selected, a search without hits, and little room', async () => {
    const page = await rig.page('jobs', { size: { width: 720, height: 450 }, scale: 2 });
    await page.getByRole('link', { name: ids.running }).waitFor();
    await page.getByRole('checkbox', { name: 'Select all that are listed' }).click();
    await page.getByRole('toolbar', { name: 'Selected jobs' }).waitFor();
    await expectAccessible(page, 'selected');
    await page.goto('/#/jobs?search=nobody-wrote-this');
    await page.getByRole('button', { name: 'Clear the filters' }).waitFor();
    await expectAccessible(page, 'no hits');
  });

  it('when Redis is away', async () => {
    const page = await rig.page('overview');
    rig.redis.pause();
    try {
      await page.goto('/#/dead-letters');
      await page.getByRole('alert').waitFor({ timeout: 30_000 });
      await expectAccessible(page, 'an error');
    } finally {
      rig.redis.unpause();
    }
  });

  // The last: nothing brings it back.
  it('when the gateway is away', async () => {
    const page = await rig.page('jobs');
    await page.getByRole('link', { name: ids.running }).waitFor();
    await rig.end('kill');
    await page.getByRole('button', { name: 'Try now' }).waitFor();
    await expectAccessible(page, 'old data');
  });
});
