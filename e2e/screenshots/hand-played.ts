import type { Locator, Page } from 'playwright-core';

/** Plays a job by hand in the WebSocket client: as its client, its worker, and with a monitor beside them. */
export async function playByHand(page: Page): Promise<void> {
  await connect(page, 'Monitor');
  await write(page, '{"type":"subscribe","topics":["events","jobs"]}');
  await send(page).click();
  await connect(page, 'Worker');
  await page.getByLabel('Acknowledge jobs and keep their leases').check();
  await write(page, registration);
  await send(page).click();
  await answer(page, 'heartbeat').waitFor();
  await connect(page, 'Client');
  await write(page, submission);
  await send(page).click();
  await answer(page, 'cancel_job').waitFor();
  await page.getByRole('tab', { name: /^open worker/ }).click();
  await answer(page, 'job_progress').click({ modifiers: ['Control'] });
  await answer(page, 'job_chunk').click({ modifiers: ['Control'] });
  await answer(page, 'job_complete').click({ modifiers: ['Control'] });
  await answer(page, 'job_complete').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /^open client/ }).click();
  await page
    .getByRole('row', { name: /job_result/ })
    .first()
    .click();
}

const registration = JSON.stringify({
  type: 'register_worker',
  machineId: 'rig-7',
  gpus: [{ id: 'gpu0', model: 'A100', memoryMb: 40_960 }],
  jobTypes: ['image.upscale'],
});
const submission = JSON.stringify(
  {
    type: 'submit_job',
    ref: '{{$uuid}}',
    job: { type: 'image.upscale', payload: { image: 'harbour.png', factor: 4 } },
  },
  null,
  2,
);

async function connect(page: Page, role: string): Promise<void> {
  await page.getByRole('group', { name: 'Connect' }).getByRole('button', { name: role, exact: true }).click();
  await page.getByRole('tab', { name: new RegExp(`^open ${role.toLowerCase()}`) }).waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await composer(page).getByRole('textbox', { name: 'Message' }).press('Control+a');
  await page.keyboard.insertText(text);
}

function composer(page: Page): Locator {
  return page.getByRole('region', { name: 'Composer' });
}

function send(page: Page): Locator {
  return composer(page).getByRole('button', { name: /^Send/ });
}

function answer(page: Page, type: string): Locator {
  return composer(page).getByRole('button', { name: `Answer: ${type}`, exact: true });
}
