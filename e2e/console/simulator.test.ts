import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { readScenarioText } from '../../src-worker/simulator/scenario-file/read-scenario';
import { expectAccessible } from './axe.fixture';
import { browserPath, untilText, useConsole } from './console.fixture';

const presets = fileURLToPath(new URL('../../resources/scenarios', import.meta.url));
const forbidden = { SIGNALBOX_SIMULATOR: 'false' };

/** Puts a preset into the form. */
async function choose(page: Page, preset: string, machines: string): Promise<Locator> {
  await page.getByRole('combobox', { name: 'Preset' }).click();
  await page.getByRole('option', { name: new RegExp(`^${preset}`) }).click();
  const loaded = page.getByRole('group', { name: `machines ${machines}` });
  await loaded.waitFor();
  return loaded;
}

/** A preset that is small enough for a test. */
async function smallFleet(page: Page): Promise<void> {
  await choose(page, 'flaky-gpu', 'worn');
  const machines = await choose(page, 'calm-fleet', 'calm');
  await machines.getByRole('textbox', { name: 'Machines' }).fill('3');
  await page.getByRole('region', { name: 'Scenario' }).getByLabel('Duration').fill('1m');
}

const report = (page: Page) => page.getByRole('region', { name: 'Report' });

/** Stops the run, and gives the hash of everything it drew. */
async function stopped(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Stop' }).click();
  await report(page).getByRole('status').getByText('Stopped').waitFor();
  const decisions = await untilText(page.getByRole('region', { name: 'Decisions' }), /sha256/);
  return /sha256\s+([0-9a-f]{64})/.exec(decisions)?.[1] ?? '';
}

describe.skipIf(!browserPath)('the simulator', () => {
  const rig = useConsole();

  it('breaks a worker of a fleet that runs, and runs the same again by its seed', {
    timeout: 90_000,
  }, async () => {
    const page = await rig.page('simulator');
    await smallFleet(page);
    await page.getByRole('button', { name: 'Start' }).click();
    const seed =
      /\d+/.exec(await untilText(page.getByRole('button', { name: /^seed/ }), /seed \d+/))?.[0] ?? '';

    await page.getByRole('button', { name: /^calm-1:gpu0: (idle|busy)/ }).click();
    const menu = page.getByRole('dialog', { name: 'calm-1:gpu0' });
    await menu.getByLabel('For how long').fill('2s');
    await menu.getByRole('button', { name: 'down' }).click();
    await page.getByRole('button', { name: /^calm-1:gpu0: away.*fault: down/ }).waitFor();
    await page.getByRole('button', { name: /^calm-1:gpu0: (idle|busy)(?!.*fault)/ }).waitFor();
    await untilText(page.getByRole('list', { name: 'Log' }), /calm-1/);
    const assertions = page.getByRole('list', { name: 'Assertions' }).getByRole('listitem');
    await untilText(assertions.filter({ hasText: 'no job with two results' }), /^holds/);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('status').getByText('paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('status').getByText('running').waitFor();
    const decisions = await stopped(page);
    expect(await page.getByRole('list', { name: 'Faults made' }).innerText()).toMatch(/down\s+1/);

    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'JUnit' }).click();
    const junit = await readFile(await (await coming).path(), 'utf8');
    expect(junit).toContain(`<property name="seed" value="${seed}"/>`);

    await page.getByRole('button', { name: `Run again with seed ${seed}` }).click();
    await untilText(page.getByRole('button', { name: /^seed/ }), new RegExp(`seed ${seed}`));
    await page.getByRole('button', { name: /^calm-3:gpu1: busy/ }).waitFor();
    expect(decisions).toMatch(/^[0-9a-f]{64}$/);
    expect(await stopped(page)).toBe(decisions);
  });

  it('has no serious fault of accessibility while it runs, breaks and reports', {
    timeout: 90_000,
  }, async () => {
    const page = await rig.page('simulator', { size: { width: 1024, height: 700 } });
    await choose(page, 'flaky-gpu', 'worn');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: /^good-1:gpu0: busy/ }).waitFor();
    await expectAccessible(page, 'running');
    await page.keyboard.press('p');
    await page.getByRole('status').getByText('paused').waitFor();
    await page.getByRole('button', { name: /^good-1:gpu0/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'good-1:gpu1' }).waitFor();
    await expectAccessible(page, 'the ways to break it');
    // As when the job whose link had the focus ends.
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('Escape');
    await page.locator('[data-worker="good-1:gpu1"]:focus').waitFor();
    await page.keyboard.press('x');
    await report(page).waitFor();
    await expectAccessible(page, 'report');
    await page.getByRole('tab', { name: 'YAML' }).click();
    await page.getByRole('textbox', { name: 'Scenario as YAML' }).waitFor();
    await expectAccessible(page, 'YAML');
  });

  it('saves what was built as a file that reads as the same scenario', async () => {
    const page = await rig.page('simulator');
    await smallFleet(page);
    await page.getByRole('button', { name: 'Add a fault' }).click();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as scenario' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe('calm-fleet.yaml');
    const scenario = await readScenarioText(await readFile(await download.path(), 'utf8'), presets);
    expect(scenario).toMatchObject({
      name: 'Calm fleet',
      duration: 60_000,
      machines: { calm: { count: 3, gpus: { count: 2 } } },
      faults: [{ kind: 'crash', rate: 0.05 }],
    });
  });

  it('says at the field, and in the YAML with line and column, what is wrong', async () => {
    const page = await rig.page('simulator');
    await smallFleet(page);
    const duration = page.getByRole('region', { name: 'Scenario' }).getByLabel('Duration');
    await duration.fill('soon');
    await page.getByText('a time must be milliseconds or like 800ms, 1.5s, 10m, 1h').waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await duration.fill('20s');

    await page.getByRole('tab', { name: 'YAML' }).click();
    const editor = page.getByRole('textbox', { name: 'Scenario as YAML' });
    await untilText(editor, /duration: 20s/);
    await editor.press('Control+Home');
    await page.keyboard.type('nonsense: 3\n');
    const faults = page.getByRole('list', { name: 'Faults of the YAML' });
    expect(await untilText(faults, /nonsense/)).toMatch(/^line 1, column 1/);
    await editor.press('Control+Home');
    await page.keyboard.press('Control+Shift+K');
    await faults.getByRole('listitem').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Build' }).click();
    expect(await duration.inputValue()).toBe('20s');
    expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
  });
});

describe.skipIf(!browserPath)('a simulator that is not allowed', () => {
  const rig = useConsole({ env: forbidden });

  it('says what allows it', async () => {
    const page = await rig.page('simulator');
    await page.getByText('No simulation can be run here').waitFor();
    await page.getByText('SIGNALBOX_SIMULATOR=true').waitFor();
  });
});
