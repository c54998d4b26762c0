import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { expectAccessible } from './axe.fixture';
import { browserPath, tokens, untilText, useConsole } from './console.fixture';

const timeout = 60_000;

const log = (page: Page) => page.getByRole('region', { name: 'Log', exact: true });
const grid = (page: Page) => log(page).getByRole('grid', { name: 'Frames' });
const row = (page: Page, name: RegExp) => grid(page).getByRole('row', { name });
const details = (page: Page) => page.getByRole('region', { name: 'Frame', exact: true });
const search = (page: Page) => log(page).getByRole('textbox', { name: 'Search frames' });
const press = (page: Page, name: string | RegExp) => log(page).getByRole('button', { name }).click();
const counts = (page: Page, form: RegExp) => untilText(log(page).locator('[data-counts]'), form);
const connect = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Connect' }).getByRole('button', { name, exact: true }).click();

/** Connects to any server. */
async function connectTo(page: Page, url: string, name: string): Promise<void> {
  await connect(page, 'Other server...');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('URL').first().fill(url);
  await dialog.getByLabel('Name', { exact: true }).first().fill(name);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('tab', { name: `open ${name}`, exact: true }).waitFor();
}

/** Sends from the composer of the connection that is shown. */
async function send(page: Page, frame: object): Promise<void> {
  const message = page.getByRole('region', { name: 'Composer' }).getByRole('textbox', { name: 'Message' });
  await message.press('Control+a');
  await page.keyboard.insertText(JSON.stringify(frame));
  await message.press('Control+Enter');
}

/** What is saved when `act` is done. */
async function saved(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return await readFile(await download.path(), 'utf8');
}

describe.skipIf(!browserPath)('the log of the WebSocket client', { timeout }, () => {
  const rig = useConsole();
  let server: WebSocketServer;
  let url: string;
  const peer = () => [...server.clients].at(-1) as WebSocket;
  /** `count` frames of ten jobs, numbered on from `first`. */
  const flood = (count: number, first = 0) => {
    for (let n = first; n < first + count; n += 1)
      peer().send(
        JSON.stringify({
          type: n % 2 ? 'job_chunk' : 'tick',
          jobId: `j${n % 10}`,
          seq: n,
          data: `word ${n}`,
        }),
      );
  };

  beforeAll(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  it('follows one job from its request to its result, into its trace and back', async () => {
    const page = await rig.page('sockets');
    await untilText(log(page), /Nothing went over a wire yet/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await connect(page, 'Client');
    await row(page, /received welcome/).waitFor();
    const payload = { n: 1, password: 'hunter2-hunter2' };
    await send(page, { type: 'submit_job', ref: 'r1', job: { type: 'echo', payload } });
    await row(page, /client received job_result, job /).click();
    const jobId = await details(page).locator('code').first().innerText();
    await expectAccessible(page, 'the log with an open frame');

    // The request named no job: its answer did.
    await details(page).getByRole('button', { name: 'Only this job' }).click();
    await row(page, new RegExp(`client sent submit_job, job ${jobId}`)).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/sockets?job=${jobId}`);
    expect(await row(page, /welcome/).count()).toBe(0);
    expect(await row(page, /sent submit_job/).innerText()).toContain('echo {"n":1');

    await details(page).getByRole('button', { name: 'Pin to compare' }).click();
    await row(page, /received job_accepted/).click();
    await untilText(details(page).getByRole('table'), /\$\.type\s*changed\s*"job_result"\s*"job_accepted"/);
    expect(await details(page).getByRole('table').innerText()).toMatch(/\$\.result\s*removed/);
    await expectAccessible(page, 'two frames compared');

    await row(page, /sent submit_job/).click();
    await details(page).getByRole('button', { name: 'Copy as code' }).click();
    await page.getByRole('menuitem', { name: 'TypeScript, signalbox/client' }).first().click();
    await page.getByText('Copied: TypeScript').waitFor();
    const code = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(code).toContain('client.submit("echo", {"n":1,"password":"***"}');
    expect(code).toContain('process.env.SIGNALBOX_TOKEN');

    await details(page).getByRole('button', { name: 'Edit and send again' }).click();
    await untilText(page.getByRole('textbox', { name: 'Message' }), /"hunter2-hunter2"/);

    await details(page).getByRole('button', { name: "Show the job's trace" }).click();
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    expect(new URL(page.url()).hash).toMatch(new RegExp(`^#/jobs/default/${jobId}\\?at=\\d+$`));
    await page.getByRole('tab', { name: /^Frames/ }).click();
    await page.getByRole('link', { name: 'Its frames in the log of the WebSocket client' }).click();
    await row(page, /sent submit_job/).waitFor();
  });

  it('narrows by text, type, direction, connection and job', async () => {
    const page = await rig.page('sockets');
    await connectTo(page, url, 'flood');
    flood(400);
    await counts(page, /^401 frames$/);
    await page.keyboard.press('/');
    await page.keyboard.type('WORD 39');
    await counts(page, /^11 of 401 frames$/);
    await search(page).fill('/word (3|4)$/');
    await untilText(log(page), /No frame is like this/);
    await search(page).fill('/"word (3|4)"/');
    await counts(page, /^2 of 401 frames$/);
    await search(page).fill('/word (/');
    await untilText(log(page), /Unterminated group/);
    await counts(page, /^0 of 401 frames$/);
    await expectAccessible(page, 'a regular expression that is none');
    await search(page).fill('');

    await press(page, 'Any type');
    await page.getByRole('menuitemcheckbox', { name: 'job_chunk 200' }).click();
    await page.keyboard.press('Escape');
    await counts(page, /^200 of 401 frames$/);
    await log(page).getByRole('textbox', { name: 'Job' }).fill('j3');
    await page.keyboard.press('Enter');
    await counts(page, /^40 of 401 frames$/);
    expect(new URL(page.url()).hash).toBe('#/sockets?job=j3&type=job_chunk');
    await log(page).getByRole('combobox', { name: 'Direction' }).selectOption({ label: 'Sent' });
    await counts(page, /^0 of 401 frames$/);
    await log(page).getByRole('search').getByRole('button', { name: 'All frames' }).click();
    await counts(page, /^401 frames$/);
    await log(page).getByRole('combobox', { name: 'Direction' }).selectOption({ label: 'Opened, closed' });
    await row(page, /flood opened/).waitFor();
    await counts(page, /^1 of 401 frame/);
  });

  it('follows the newest until somebody scrolls up, and pauses while it goes on to capture', async () => {
    const page = await rig.page('sockets');
    await connectTo(page, url, 'flood');
    flood(2000);
    await counts(page, /^2,001 frames$/);
    await row(page, /tick, job j8$/)
      .last()
      .waitFor();
    const last = () => grid(page).getByRole('row').last();
    const follow = log(page).getByRole('button', { name: 'Follow' });
    await grid(page).getByText('"word 1999"').waitFor();

    await grid(page).hover();
    await page.mouse.wheel(0, -500);
    await log(page).locator('button[aria-pressed="false"]', { hasText: 'Follow' }).waitFor();
    const seen = await grid(page).evaluate('(grid) => grid.scrollTop');
    flood(1000, 2000);
    await counts(page, /^3,001 frames$/);
    expect(await grid(page).evaluate('(grid) => grid.scrollTop')).toBe(seen);
    await page.keyboard.press('f');
    await grid(page).getByText('"word 2999"').waitFor();
    expect(await follow.getAttribute('aria-pressed')).toBe('true');

    await page.keyboard.press('p');
    flood(500, 3000);
    await untilText(log(page), /Paused, 500 more captured/);
    await counts(page, /^3,001 frames$/);
    await page.keyboard.press('p');
    await grid(page).getByText('"word 3499"').waitFor();
    await counts(page, /^3,501 frames$/);

    // Filtering and back leaves it where it was: at the newest.
    await search(page).fill('"word 12"');
    await counts(page, /^1 of /);
    await search(page).fill('');
    await grid(page).getByText('"word 3499"').waitFor();
    await press(page, 'Clear the log');
    await untilText(log(page), /Nothing went over a wire yet/);
    flood(1, 9000);
    await last().getByText('word 9000').waitFor();
    await counts(page, /^1 frame$/);
  });

  it('shows bytes, and exports what is listed or all without what is secret', async () => {
    const page = await rig.page('sockets');
    await connectTo(page, `${url}/room?token=s3cret-in-url`, 'plain');
    peer().send(Buffer.from('\u0000PNG and more than sixteen'));
    peer().send(JSON.stringify({ type: 'login', token: tokens.admin, apiKey: 'k3y-k3y', note: 'kept' }));
    await row(page, /received binary/).click();
    await untilText(details(page), /00000000\s+00 50 4e 47 20 61 6e 64\s+20 6d .*\s\.PNG and more th/);

    await press(page, /^Export/);
    const lines = await saved(page, () =>
      page.getByRole('menuitem', { name: 'All 3 as JSON lines' }).click(),
    );
    const frames = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(frames.map(({ type }) => type)).toEqual(['opened', 'binary', 'login']);
    expect(JSON.parse(frames[2].text)).toEqual({ type: 'login', token: '***', apiKey: '***', note: 'kept' });

    await search(page).fill('kept');
    await counts(page, /^1 of 3 frames$/);
    await press(page, /^Export/);
    const text = await saved(page, () =>
      page.getByRole('menuitem', { name: /^These 1 as an HTTP archive/ }).click(),
    );
    const [entry, ...others] = JSON.parse(text).log.entries;
    expect(others).toEqual([]);
    expect(entry._webSocketMessages).toEqual([
      { type: 'receive', time: expect.any(Number), opcode: 1, data: expect.stringContaining('kept') },
    ]);
    expect(entry.response.status).toBe(101);
    expect(entry.request.headers).toContainEqual({
      name: expect.stringMatching(/^host$/i),
      value: new URL(url).host,
    });
    for (const secret of [tokens.admin, 'k3y-k3y', 's3cret-in-url']) {
      expect(lines).not.toContain(secret);
      expect(text).not.toContain(secret);
    }
  });
});
