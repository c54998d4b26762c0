import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRunDesktop, type DesktopApp, DesktopBench, onBridge } from './desktop.fixture';

describe.skipIf(!canRunDesktop)('the desktop on a stand-in for Electron', () => {
  let bench: DesktopBench;
  let app: DesktopApp;
  let page: Page;

  beforeAll(async () => {
    bench = await DesktopBench.open();
    app = bench.launch();
    page = await app.page();
    await page.waitForLoadState();
  }, 60_000);
  afterAll(() => bench?.close());

  const gateway = () => onBridge(page, (bridge) => bridge.gateway());

  it('runs a gateway and workers in processes of its own, and its page reaches them without asking for a token', async () => {
    const { url, token, profile } = await gateway();
    expect(profile).toBeUndefined();
    const pool = await page.evaluate(`fetch(${JSON.stringify(`${url}/pool`)}, {
      headers: { authorization: 'Bearer ' + ${JSON.stringify(token)} } }).then((answer) => answer.json())`);
    const { workers } = pool as { workers: { state: string; pid: number }[] };
    expect(workers).toMatchObject([{ state: 'ready' }]);
    expect(workers[0]?.pid).not.toBe(app.main.pid);
    const health = (await (await fetch(`${url}/health`)).json()) as { status: string };
    expect(health.status).toBe('ok');
  });

  it('gives the page no Node, and of Electron what the bridge has', async () => {
    const known = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'];
    expect(await page.evaluate(`[${known.map((name) => `typeof ${name}`)}]`)).toEqual(
      known.map(() => 'undefined'),
    );
    const keys = 'Object.keys(window.signalbox).sort().join()';
    expect(await page.evaluate(keys)).toBe('files,gateway,onGateway,platform,profiles');
  });

  it('lets the page talk to its gateway alone', async () => {
    const text = await page.evaluate(`fetch('http://127.0.0.1:9/').catch((error) => error.message)`);
    expect(text).toBe('Failed to fetch');
    const violated =
      page.evaluate(`new Promise((resolve) => document.addEventListener('securitypolicyviolation',
      ({ effectiveDirective }) => resolve(effectiveDirective), { once: true }))`);
    await page.evaluate(`fetch('http://127.0.0.1:9/').catch(() => undefined)`);
    expect(await violated).toBe('connect-src');
  });

  it('opens no other window and goes nowhere else', async () => {
    const popup = page.waitForEvent('popup');
    await page.evaluate("void window.open('about:blank')");
    const closed = await popup;
    if (!closed.isClosed()) await closed.waitForEvent('close');
    const before = page.url();
    await page.evaluate("void (location.href = 'http://127.0.0.1:9/')");
    await page.evaluate("void (location.href = 'http://evil.localhost/')");
    expect(await page.evaluate('1 + 1')).toBe(2);
    expect(page.url()).toBe(before);
  });

  it.each(['notifications', 'media', 'clipboard-read', 'hid'])('denies a page %s', async (permission) => {
    const decided = await app.ask('permission', permission);
    expect(decided).toEqual({ asked: false, checked: false, device: false });
  });

  it.each([
    ['a page of the web', { url: 'https://evil.example/', parent: null }],
    ['a look-alike', { url: 'app://signalbox.evil/', parent: null }],
    [
      'a frame inside the console',
      { url: 'app://signalbox/', parent: { url: 'app://signalbox/', parent: null } },
    ],
    ['a frame that has gone', null],
  ])('answers nothing to %s', async (_name, sender) => {
    for (const channel of ['gateway:address', 'profiles:list']) {
      const message = `${channel}: this page may not ask for that`;
      expect(await app.ask('invoke-from', sender, channel)).toEqual({ ok: false, message });
    }
    expect(
      await app.ask('invoke-from', { url: 'app://signalbox/', parent: null }, 'profiles:list'),
    ).toMatchObject({
      ok: true,
    });
  });

  it.each([
    ['gateway:address', ['more']],
    ['profiles:save', [{ kind: 'gateway', name: 'x', url: 'file:///etc/passwd', token: 't' }]],
    ['profiles:save', [{ kind: 'redis', name: 'x', url: 'http://redis', workers: 0 }]],
    ['profiles:save', [{ kind: 'redis', name: 'x', url: 'redis://r', workers: 0, extra: 1 }]],
    ['profiles:activate', [{ id: 'local' }]],
    ['profiles:remove', ['../../etc']],
    ['files:save', [{ from: 'gateway', name: 'x', path: '//evil.example/' }]],
    ['files:save', [{ from: 'gateway', name: 'x', path: 'http://evil.example/' }]],
    ['files:save', [{ from: 'text', name: '../x', text: '' }]],
    ['files:open', [{ title: 'x', extensions: ['../'] }]],
    ['files:open', [{ title: 'x', extensions: [] }, 'more']],
  ])('refuses %s with %j', async (channel, args) => {
    const reply = await page.evaluate(
      `window.standInInvoke(${JSON.stringify(channel)}, ${JSON.stringify(args)})`,
    );
    expect(reply).toEqual({ ok: false, message: expect.any(String) });
  });

  it('goes where the menu says', async () => {
    const items = await app.ask<{ place: string; accelerator?: string; checked?: boolean }[]>('menu');
    expect(items).toContainEqual({ place: 'Go/Jobs', accelerator: 'CmdOrCtrl+2' });
    expect(items).toContainEqual({ place: 'Profile/This computer', checked: true });
    await app.ask('click', 'Go/Jobs');
    await page.waitForURL(/#\/jobs$/);
    await app.ask('click', 'File/Settings');
    await page.waitForURL(/#\/settings$/);
    await app.ask('click', 'Go/Back');
    await page.waitForURL(/#\/jobs$/);
    await app.ask('click', 'File/Open incident bundle');
    await page.getByRole('heading', { name: 'Open an incident bundle' }).waitFor();
    await app.ask('click', 'File/Open data folder');
    expect(await app.next('open-path')).toMatchObject({ path: bench.dataFolder });
  });

  it('is there once: a second start brings the first to the front', async () => {
    const second = bench.launch();
    expect(await once(second.main, 'exit')).toEqual([0, null]);
    await app.next('focus');
    await app.ask('look-away');
  });

  it('stops its backend and ends when its window is closed', async () => {
    const gatewayFile = join(bench.dataFolder, 'gateway.json');
    expect(JSON.parse(await readFile(gatewayFile, 'utf8'))).toMatchObject({ pid: app.main.pid });
    expect(await app.quit()).toBe(0);
    // Taken away by the gateway's stop: the process waited for it.
    expect(existsSync(gatewayFile)).toBe(false);
  });
});
