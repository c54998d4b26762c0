import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { within } from '../support/deadline';
import { browserPath, type ConsoleRig, newName, untilText, useConsole } from './console.fixture';

const total = 5000;
/** Jobs of each kind that fail. */
const failing = { NO_TEMPLATE: 7, BAD_ADDRESS: 3, MAILBOX_FULL: 2 };

describe.skipIf(!browserPath)('dead letters among very many jobs', () => {
  const rig = useConsole({ concurrency: 50 });

  it('finds the failing group among 5,000 jobs with 12 failures of 3 kinds, and requeues it when its cause is mended', async () => {
    const template = join(rig.folder, 'welcome.html');
    const unserved = await sendMail(rig, template);
    const page = await rig.page('overview');

    await page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: /Dead letters\s*12/ })
      .click();
    const groups = page.getByRole('navigation', { name: 'Error groups' });
    await untilText(groups, /full/);
    expect(await groups.getByRole('link').count()).toBe(3);
    await groups.getByRole('link', { name: /template/ }).click();
    const acts = page.getByRole('toolbar', { name: 'Acts on the group' });
    await writeFile(template, '<h1>Welcome</h1>');
    await acts.getByRole('button', { name: 'Requeue 7 jobs' }).click();
    const dialog = page.getByRole('dialog', { name: 'Requeue 7 jobs' });
    await dialog.getByRole('slider', { name: 'Jobs a second' }).press('ArrowLeft');
    expect(await dialog.innerText()).toMatch(/5 jobs\/s\s+takes about 1\.4 s/);
    const progress = page.getByRole('region', { name: 'Acts on many jobs' }).getByRole('status');
    const seen = untilText(progress, /Requeuing .*: [1-6] of 7/);
    await dialog.getByRole('button', { name: 'Requeue 7 jobs' }).click();
    await seen;
    await untilText(progress, /Requeued 7 in default/);
    await page.getByText('No dead letter has this error any more').waitFor();
    expect(await groups.getByRole('link').count()).toBe(2);

    const sent = await Promise.all(unserved.map((id) => rig.queue.result(id, { timeoutMs: 10_000 })));
    expect(sent).toEqual(unserved.map((id) => ({ sent: `${id}@example.com` })));
  });
});

/** Sends 5,000 mails, of which 12 fail. Answers the ids of those without a template once all are over. */
async function sendMail(rig: ConsoleRig, template: string): Promise<string[]> {
  const ids = Array.from({ length: failing.NO_TEMPLATE }, () => newName('welcome'));
  const mail = (to: string, more = {}) => ({ type: 'mail.send', payload: { to }, attempts: 1, ...more });
  const passing = total - 12;
  const jobs = [
    ...Array.from({ length: passing }, (_, n) => mail(`user${n}@example.com`)),
    ...ids.map((id) => mail('', { id, payload: { to: `${id}@example.com`, template } })),
    ...Array.from({ length: failing.BAD_ADDRESS }, (_, n) => mail(`user${n}`)),
    ...Array.from({ length: failing.MAILBOX_FULL }, (_, n) => mail(`user${n}@a.full.example`)),
  ];
  await rig.queue.addMany(jobs);
  await within(20_000, 'all mails are sent', idle(rig));
  return ids;
}

async function idle(rig: ConsoleRig): Promise<void> {
  for (;;) {
    const { counts } = await rig.queue.status();
    if (counts.waiting + counts.active === 0) return;
  }
}
