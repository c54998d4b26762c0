import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserFlags, findBrowser } from '../../../e2e/find-browser.mjs';
import { csrfHeader } from '../../../src-core/protocol/console';
import { Rig } from '../testing/rig.fixture';

const executable = await findBrowser();

/** What a page tries with the cookie that its browser holds for the gateway. */
const attempts = {
  read: `fetch(GATEWAY + '/workers', { credentials: 'include' }).then((r) => r.text())`,
  readOpaque: `fetch(GATEWAY + '/workers', { credentials: 'include', mode: 'no-cors' }).then((r) => r.text())`,
  script: `new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { src: GATEWAY + '/workers', onload: () => resolve('loaded'), onerror: () => reject(new Error('refused')) });
    document.head.append(script);
  })`,
  act: `fetch(GATEWAY + '/queues/QUEUE/pause', { method: 'POST', credentials: 'include', headers: { '${csrfHeader}': '1' } })
    .then((r) => r.text())`,
  actSimple: `fetch(GATEWAY + '/queues/QUEUE/pause', { method: 'POST', credentials: 'include', mode: 'no-cors' }).then((r) => r.text())`,
  submit: `fetch(GATEWAY + '/jobs', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"type":"echo","payload":1}' })
    .then((r) => r.text())`,
  signOut: `fetch(GATEWAY + '/session', { method: 'DELETE', credentials: 'include' }).then((r) => r.text())`,
  socket: `new Promise((resolve, reject) => {
    const socket = new WebSocket(GATEWAY.replace('http', 'ws') + '/ws/client', ['signalbox.v1']);
    socket.onmessage = ({ data }) => resolve(data);
    socket.onerror = () => reject(new Error('refused'));
  })`,
};

describe.skipIf(!executable)('a signed-in browser', () => {
  let rig: Rig;
  let folder: string;
  let stranger: Server;
  let browser: Browser;
  let own: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-pages-'));
    await writeFile(join(folder, 'index.html'), '<title>console</title>');
    rig = await Rig.start({ consoleDir: folder });
    stranger = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<title>stranger</title>'),
    );
    await once(stranger.listen(0), 'listening');
    browser = await chromium.launch({ executablePath: executable as string, args: browserFlags });
    const context = await browser.newContext();
    own = await context.newPage();
    await own.goto(rig.address.url);
    const status = await own.evaluate(`fetch('/session', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"token":"admin-token"}' }).then((r) => r.status)`);
    expect(status).toBe(200);
  });

  afterAll(async () => {
    await browser?.close();
    stranger?.close();
    await rig?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** What the attempt brought in the page: its text, or why not. */
  const attempt = (page: Page, name: keyof typeof attempts): Promise<string> => {
    const source = attempts[name]
      .replaceAll('GATEWAY', JSON.stringify(rig.address.url))
      .replaceAll('QUEUE', rig.queueName);
    return page.evaluate(`${source}.catch((error) => 'refused: ' + error.message)`);
  };
  const jobs = async () => (await rig.queue().status()).counts.waiting;

  it('reads and acts with the cookie from a page of the gateway, which sees neither it nor the token', async () => {
    expect(await own.evaluate('document.cookie')).toBe('');
    expect(JSON.parse(await attempt(own, 'read'))).toEqual({ workers: [] });
    expect(JSON.parse(await attempt(own, 'socket'))).toMatchObject({ type: 'welcome' });
    expect(JSON.parse(await attempt(own, 'act'))).toMatchObject({ paused: true });
    // Without the header not even here.
    await rig.queue().resume();
    expect(JSON.parse(await attempt(own, 'actSimple'))).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  // The same host on another port is the same site to a browser: the cookie is sent along.
  it.each(['127.0.0.1', 'localhost'])('gives a page of %s nothing and does nothing for it', async (host) => {
    const page = await own.context().newPage();
    await page.goto(`http://${host}:${(stranger.address() as AddressInfo).port}/`);
    for (const name of ['read', 'script', 'act', 'signOut', 'socket'] as const) {
      expect(await attempt(page, name), name).toMatch(/^refused/);
    }
    for (const name of ['readOpaque', 'actSimple', 'submit'] as const) {
      expect(await attempt(page, name), name).toMatch(/^$|^refused/);
    }
    expect((await rig.queue().status()).paused).toBe(false);
    expect(await jobs()).toBe(0);
    expect(await own.evaluate(`fetch('/session').then((r) => r.status)`)).toBe(200);
    await page.close();
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain'])(
    'does nothing for a form sent as %s',
    async (type) => {
      const page = await own.context().newPage();
      for (const path of [`/queues/${rig.queueName}/pause`, '/jobs', '/session']) {
        const page = await own.context().newPage();
        await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
        const answered = page.waitForResponse((response) => response.request().method() === 'POST');
        await page.evaluate(`(() => {
        const form = document.createElement('form');
        Object.assign(form, { method: 'POST', action: ${JSON.stringify(rig.address.url + path)}, enctype: '${type}' });
        const field = document.createElement('input');
        Object.assign(field, { name: '{"type":"echo","payload":"', value: '"}' });
        form.append(field);
        document.body.append(form);
        form.submit();
      })()`);
        expect((await answered).status()).toBe(403);
      }
      expect((await rig.queue().status()).paused).toBe(false);
      expect(await jobs()).toBe(0);
      await page.close();
    },
  );
});
