/** What a page of another origin tries with the session its browser holds; more in session-pages.test.ts of the gateway. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, newName, untilText, useConsole } from './console.fixture';

/** What a browser says of the attempts. */
const refusals =
  /CORS policy|ERR_FAILED|ERR_BLOCKED_BY_RESPONSE|status of 403|WebSocket connection to|frame-ancestors|X-Frame-Options|MIME type/;

/** Each says what came of it, as far as the page can tell. */
const attempts = {
  monitor: `new Promise((resolve) => {
    const socket = new WebSocket(GATEWAY.replace('http', 'ws') + '/ws/monitor', ['signalbox.v1']);
    socket.onmessage = () => resolve('told');
    socket.onopen = () => socket.send('{"type":"subscribe","topics":["stats"]}');
    socket.onerror = () => resolve('refused');
  })`,
  stream: `new Promise((resolve) => {
    const events = new EventSource(GATEWAY + '/jobs/JOB/stream', { withCredentials: true });
    events.onopen = () => resolve('told');
    events.onerror = () => resolve('refused');
  })`,
  frames: `fetch(GATEWAY + '/jobs/JOB/trace', { credentials: 'include' }).then((r) => r.ok ? 'told' : 'refused', () => 'refused')`,
  kill: `fetch(GATEWAY + '/pool/worker-1/kill', { method: 'POST', credentials: 'include', mode: 'no-cors' })
    .then((r) => r.ok ? 'done' : 'refused', () => 'refused')`,
  resize: `fetch(GATEWAY + '/pool', { method: 'PUT', credentials: 'include', headers: { 'x-signalbox-console': '1',
    'content-type': 'application/json' }, body: '{"size":0}' }).then((r) => r.ok ? 'done' : 'refused', () => 'refused')`,
  cancel: `fetch(GATEWAY + '/jobs/JOB/cancel', { method: 'POST', credentials: 'include', keepalive: true, headers: {
    'x-signalbox-console': '1' } }).then((r) => r.ok ? 'done' : 'refused', () => 'refused')`,
  discard: `fetch(GATEWAY + '/dlq/discard', { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{"all":true}' })
    .then((r) => r.ok ? 'done' : 'refused', () => 'refused')`,
};

describe.skipIf(!browserPath)('a page of another origin', () => {
  const rig = useConsole({ expected: [refusals] });
  let stranger: Server;
  let job: string;

  beforeAll(async () => {
    stranger = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<title>stranger</title>'),
    );
    await once(stranger.listen(0), 'listening');
    job = newName('nap');
    await rig.queue.add('sleep', { ms: 600_000 }, { id: job });
  });
  afterAll(() => stranger.close());

  const attempt = (page: Page, name: keyof typeof attempts): Promise<string> =>
    page.evaluate(
      attempts[name].replaceAll('GATEWAY', JSON.stringify(rig.system.url)).replaceAll('JOB', job),
    );
  const strange = async (console: Page, host: string) => {
    const page = await console.context().newPage();
    await page.goto(`http://${host}:${(stranger.address() as AddressInfo).port}/`);
    return page;
  };

  it('can be told apart: the console itself is told', async () => {
    const page = await rig.page('overview');
    for (const name of ['monitor', 'stream', 'frames'] as const) {
      expect(await attempt(page, name), name).toBe('told');
    }
  });

  // The same host on another port is the same site: the browser sends the cookie along.
  it.each(['127.0.0.1', 'localhost'])('of %s reads nothing and does nothing', async (host) => {
    const console = await rig.page('workers');
    const page = await strange(console, host);
    const died = await rig.queue.add('fail', { retryable: false });
    await expect(rig.queue.result(died.id)).rejects.toMatchObject({ code: 'JOB_FAILED' });
    for (const name of Object.keys(attempts) as (keyof typeof attempts)[]) {
      expect(await attempt(page, name), name).toBe('refused');
    }
    expect(await rig.system.admin('/pool')).toMatchObject({ size: 1, workers: [{ restarts: 0 }] });
    expect(await rig.queue.get(job)).toMatchObject({ state: 'active' });
    expect(await rig.queue.get(died.id)).toMatchObject({ state: 'dead' });
    // Nor was the session ended by any of it.
    await console.reload();
    await untilText(console.getByRole('contentinfo'), /^live/);
  });

  it('shows the console in no frame, and looks into no window of it', async () => {
    const console = await rig.page('overview');
    const page = await strange(console, '127.0.0.1');
    await page.evaluate(
      `new Promise((resolve) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src: ${JSON.stringify(rig.system.url)}, onload: resolve });
        document.body.append(frame);
      })`,
    );
    expect(page.frames().map((frame) => frame.url())).toEqual([page.url(), 'chrome-error://chromewebdata/']);

    const opening = page.waitForEvent('popup');
    await page.evaluate(`void (globalThis.opened = window.open(${JSON.stringify(rig.system.url)}))`);
    const popup = await opening;
    await popup.getByRole('navigation', { name: 'Views' }).waitFor();
    expect(await popup.evaluate('window.opener')).toBeNull();
    expect(await page.evaluate('globalThis.opened.closed')).toBe(true);
  });
});
