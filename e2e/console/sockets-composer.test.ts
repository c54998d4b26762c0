import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { expectAccessible } from './axe.fixture';
import { browserPath, untilText, useConsole } from './console.fixture';

const timeout = 60_000;

const composer = (page: Page) => page.getByRole('region', { name: 'Composer' });
const message = (page: Page) => composer(page).getByRole('textbox', { name: 'Message' });
const send = (page: Page) => composer(page).getByRole('button', { name: /^Send/ });
const answer = (page: Page, type: string) =>
  composer(page).getByRole('button', { name: `Answer: ${type}`, exact: true });
const said = (page: Page, form: RegExp) => untilText(composer(page).getByRole('status'), form);
const connect = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Connect' }).getByRole('button', { name, exact: true }).click();
const choose = (page: Page, name: string) =>
  page.getByRole('tab', { name: new RegExp(`^open ${name}`) }).click();

/** Writes in the place of whatever was there. */
async function write(page: Page, text: string): Promise<void> {
  await message(page).press('Control+a');
  await page.keyboard.insertText(text);
}

describe.skipIf(!browserPath)('the composer of the WebSocket client', { timeout }, () => {
  const rig = useConsole();
  let server: WebSocketServer;
  /** What reached it, in order. */
  const received: { text: string; binary: boolean }[] = [];

  beforeAll(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket: WebSocket) =>
      socket.on('message', (data: Buffer, binary) => {
        received.push({ text: data.toString(binary ? 'hex' : 'utf8'), binary });
        socket.send(data, { binary });
      }),
    );
    await once(server, 'listening');
  });
  afterAll(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  it('has a message ready, sends it, and captures what is answered', async () => {
    const page = await rig.page('jobs');
    await page.getByRole('link', { name: 'Send one by hand' }).click();
    await untilText(message(page), /"submit_job"/);
    await page.getByRole('tab', { name: 'open client' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/sockets');
    await expectAccessible(page, 'a message');
    await message(page).press('Control+Enter');
    await composer(page).getByRole('button', { name: 'Variables 2' }).click();
    const panel = page.getByRole('dialog');
    const jobId = await panel.getByLabel('Value of jobId').inputValue();
    expect((await rig.queue.get(jobId))?.type).toBe('echo');
    expect(await panel.getByLabel('Value of resumeToken').getAttribute('type')).toBe('password');
    await panel.getByLabel('Name of the variable').fill('who');
    await panel.getByLabel('Value of the variable').fill('Ada');
    await panel.getByRole('button', { name: 'Set' }).click();
    await panel.getByLabel('Value of who').waitFor();
    await expectAccessible(page, 'variables');
    await page.keyboard.press('Escape');

    await composer(page).getByRole('button', { name: 'Preview' }).click();
    await write(page, '{"type":"get_job","jobId":"{{jobId}}","ref":"for {{who}}"}');
    await untilText(
      composer(page).getByRole('region', { name: 'Preview' }),
      new RegExp(`${jobId}.*for Ada`, 's'),
    );
    await composer(page).getByRole('button', { name: 'History' }).click();
    await page.getByRole('menuitem', { name: /submit_job/ }).click();
    await untilText(message(page), /"hello"/);
  });

  it('completes and checks what is written', async () => {
    const page = await rig.page('sockets?role=client');
    const options = page.getByRole('listbox', { name: 'What can stand here' });
    await message(page).click();
    await page.keyboard.type('{"');
    await untilText(options, /type/);
    await page.keyboard.press('Enter');
    await untilText(options, /cancel_job/);
    await page.keyboard.type('"ca');
    await untilText(options, /^cancel_job/);
    await expectAccessible(page, 'an offer');
    await page.keyboard.press('Tab');
    await page.keyboard.type(', "j');
    await untilText(options, /jobId.*needed/s);
    await page.keyboard.press('Enter');
    await page.keyboard.type('{{nobody}}');
    await page.keyboard.press('End');
    await page.keyboard.type(', "whim": 1}');
    expect(await untilText(message(page), /whim/)).toBe(
      '{"type": "cancel_job", "jobId": "{{nobody}}", "whim": 1}',
    );
    await said(page, /^Unknown variable "nobody"/);
    expect(await send(page).isDisabled()).toBe(true);
    await message(page).locator('.cm-lintRange-error').getByText('{{nobody}}').waitFor();
    await message(page).locator('.cm-lintRange-warning').getByText('"whim"').waitFor();

    await write(page, '{"type":"get_job","jobId":5}');
    await said(page, /The gateway will refuse it: accepted here: text/);
    await message(page).press('Control+Enter');
    await write(page, '{"type":"get_job"');
    await said(page, /^Line 1, column 18: /);
  });

  it('plays a job by hand, as its worker too', async () => {
    const page = await rig.page('sockets');
    await connect(page, 'Worker');
    await answer(page, 'register_worker').click();
    await untilText(message(page), /"by-hand"/);
    await send(page).click();
    await answer(page, 'heartbeat').waitFor();

    await connect(page, 'Client');
    await page.getByRole('tab', { name: 'open client' }).waitFor();
    await write(page, '{"type":"submit_job","job":{"type":"by-hand","payload":{"n":1}}}');
    await send(page).click();
    await answer(page, 'cancel_job').waitFor();
    await choose(page, 'worker');
    await answer(page, 'assignment_ack').click({ modifiers: ['Control'] });
    await answer(page, 'job_chunk').click();
    await untilText(message(page), /"seq": 1/);
    await send(page).click();
    await answer(page, 'job_chunk').click();
    await untilText(message(page), /"seq": 2/);
    await answer(page, 'job_complete').click();
    await send(page).click();
    await answer(page, 'job_complete').waitFor({ state: 'detached' });
    await choose(page, 'client');
    await answer(page, 'submit_job').waitFor();
  });

  it('keeps the jobs of a worker that is told to', async () => {
    const page = await rig.page('sockets?role=worker&message=register_worker');
    await untilText(message(page), /"by-hand"/);
    await page.getByRole('tab', { name: 'open worker' }).waitFor();
    await page.getByLabel('Acknowledge jobs and keep their leases').check();
    await send(page).click();
    await answer(page, 'heartbeat').waitFor();
    const { id } = await rig.queue.add('by-hand', {});
    await answer(page, 'job_complete').click();
    await untilText(message(page), new RegExp(id));
    await send(page).click();
    await answer(page, 'job_complete').waitFor({ state: 'detached' });
  });

  it('sends text, bytes and bursts to any server', async () => {
    const page = await rig.page('sockets');
    await connect(page, 'Other server...');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('URL').fill(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await dialog.getByLabel('Name').fill('echo');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('tab', { name: 'open echo' }).waitFor();
    const kind = (name: string) =>
      composer(page).getByRole('radiogroup').first().getByText(name, { exact: true });

    await kind('Text').click();
    await write(page, 'call {{$counter}}');
    await composer(page).getByLabel('How often').fill('600');
    await send(page).click();
    await said(page, /^600 of 600 sent$/);
    await expect.poll(() => received.length).toBe(600);
    const numbers = received.map(({ text }) => Number(text.replace('call ', '')));
    const [first = 0] = numbers;
    expect(numbers).toEqual(numbers.map((_number, index) => first + index));

    await composer(page).getByLabel('How far apart, in ms').fill('600000');
    await send(page).click();
    await said(page, /^1 of 600 sent$/);
    await composer(page).getByRole('button', { name: 'Stop' }).click();
    await said(page, /^1 of 600 sent: stopped$/);
    await composer(page).getByLabel('How often').fill('1');

    await kind('Binary').click();
    await composer(page).getByText('hex', { exact: true }).click();
    const hex = composer(page).getByRole('textbox', { name: 'Bytes as hexadecimal digits' });
    await hex.fill('00 ff 1');
    await said(page, /^These are not bytes/);
    await hex.fill('00 ff 1a');
    await said(page, /^3 B$/);
    await send(page).click();
    await expect.poll(() => received.at(-1)).toEqual({ text: '00ff1a', binary: true });

    await kind('File').click();
    const file = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('{{as it is}}') };
    await composer(page).locator('input[type="file"]').setInputFiles(file);
    await composer(page).getByText('Text frame').click();
    await said(page, /^12 B$/);
    await send(page).click();
    await expect.poll(() => received.at(-1)).toEqual({ text: '{{as it is}}', binary: false });
    await expectAccessible(page, 'a file');

    await page.getByRole('button', { name: 'Disconnect' }).click();
    await said(page, /^The connection is closed/);
  });

  it('takes over the job of a trace', async () => {
    const { id } = await rig.queue.add('echo', { text: 'not a {{variable}}' }, { priority: 2 });
    const page = await rig.page(`jobs/default/${id}`);
    await page.getByRole('button', { name: 'Clone to client' }).click();
    const written = await untilText(message(page), /submit_job/);
    expect(written).toContain('"not a \\\\{{variable}}"');
    await page.getByRole('tab', { name: 'open client' }).waitFor();
    await send(page).click();
    await composer(page)
      .getByRole('button', { name: /^Variables/ })
      .click();
    const copy = await page.getByLabel('Value of jobId').inputValue();
    const { payload, priority } = (await rig.queue.get(copy)) ?? {};
    expect({ payload, priority }).toEqual({ payload: { text: 'not a {{variable}}' }, priority: 2 });
  });
});
