import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenFile, SaveFile } from '../src-core/protocol/desktop';
import { canRunDesktop, type DesktopApp, DesktopBench, onBridge } from './desktop.fixture';

describe.skipIf(!canRunDesktop)("the desktop's window", { timeout: 60_000 }, () => {
  let bench: DesktopBench;
  let app: DesktopApp;
  let page: Page;

  beforeAll(async () => {
    bench = await DesktopBench.open();
  }, 60_000);
  afterAll(() => bench?.close());

  const start = async (env: Record<string, string> = {}) => {
    app = bench.launch({ env });
    page = await app.page();
  };
  const screens = (...areas: [x: number, y: number, width: number, height: number][]) => ({
    STAND_IN_SCREENS: JSON.stringify(
      areas.map(([x, y, width, height], id) => ({ id, workArea: { x, y, width, height } })),
    ),
  });

  describe('and where it is', () => {
    beforeEach(() => bench.fresh());

    it('comes back to its place and size, maximised when it was', async () => {
      await start(screens([0, 0, 1920, 1040], [1920, 0, 1280, 1000]));
      expect(await app.ask('place')).toMatchObject({ width: 1440, height: 900, maximized: false });
      const place = { x: 2000, y: 50, width: 1000, height: 700 };
      await app.ask('move', place);
      await app.ask('maximize');
      expect(await app.quit()).toBe(0);

      await start(screens([0, 0, 1920, 1040], [1920, 0, 1280, 1000]));
      expect(await app.ask('place')).toEqual({ ...place, maximized: true });
      expect(await app.quit()).toBe(0);

      // The second screen is gone: back to the first, no larger than that.
      await start(screens([0, 0, 900, 640]));
      const moved = await app.ask<{ x: number; width: number }>('place');
      expect(moved).toMatchObject({ width: 900, height: 640 });
      expect(moved.x).toBeLessThan(900);
    });
  });

  describe('in trouble', () => {
    beforeAll(async () => {
      await bench.fresh();
      await start();
    });

    it('offers to load a crashed page again, a bounded number of times', async () => {
      for (let crash = 1; crash <= 2; crash += 1) {
        await app.ask('crash', 'crashed');
        const { dialog, options } = await app.next('dialog');
        expect(options).toMatchObject({
          message: "The console's page has ended",
          buttons: ['Load it again', 'Quit Signalbox'],
        });
        const loaded = page.waitForEvent('load');
        await app.ask('answer', dialog, { response: 0 });
        await app.next('reload');
        await loaded;
      }
      await app.ask('crash', 'oom');
      const { dialog, options } = await app.next('dialog');
      expect(options).toMatchObject({ message: "The console's page ends again and again" });
      const { url } = await onBridge(page, (bridge) => bridge.gateway());
      expect((options as { detail: string }).detail).toContain(`The same console is at ${url} in a browser`);
      await app.ask('answer', dialog, { response: 0 });
      expect((await fetch(`${url}/ready`)).status).toBe(200);
    });

    it('asks whether to wait for a page that hangs, until it responds', async () => {
      await app.ask('hang');
      const { dialog } = await app.next('dialog');
      await app.ask('hang');
      await app.ask('recover');
      // One question for both, taken back by itself.
      expect(await app.next('dialog-closed')).toMatchObject({ dialog });
      await app.ask('hang');
      const again = await app.next('dialog');
      expect(again.options).toMatchObject({ message: 'The console does not respond' });
      const loaded = page.waitForEvent('load');
      await app.ask('answer', again.dialog, { response: 1 });
      await app.next('reload');
      await loaded;
    });
  });

  describe('and the files of a person', () => {
    beforeAll(async () => {
      await bench.fresh();
      await start();
    });
    const save = (file: SaveFile) => onBridge(page, (bridge, it: SaveFile) => bridge.files.save(it), file);
    const open = (options: OpenFile) =>
      onBridge(
        page,
        (bridge, it: OpenFile) =>
          bridge.files.open(it).then((file) => file && { ...file, bytes: [...file.bytes] }),
        options,
      );

    it('saves text, and what the gateway answers', async () => {
      const path = join(bench.dataFolder, 'chosen.txt');
      const saved = save({ from: 'text', name: 'bundle.json', text: 'äöü' });
      const asked = await app.next('dialog');
      expect(asked).toMatchObject({ kind: 'save', options: { defaultPath: 'bundle.json' } });
      await app.ask('answer', asked.dialog, { canceled: false, filePath: path });
      expect(await saved).toBe(path);
      expect(await readFile(path, 'utf8')).toBe('äöü');

      const fetched = save({ from: 'gateway', name: 'workers.json', path: '/workers' });
      await app.ask('answer', (await app.next('dialog')).dialog, { canceled: false, filePath: path });
      await fetched;
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ workers: [{ state: 'running' }] });
    });

    it('says why it could not, and leaves no half a file behind', async () => {
      const refused = save({ from: 'gateway', name: 'x.json', path: '/jobs/nosuch' });
      const caught = expect(refused).rejects.toThrow('No such job');
      const folder = join(bench.dataFolder, 'desktop');
      await app.ask('answer', (await app.next('dialog')).dialog, {
        canceled: false,
        filePath: join(folder, 'x.json'),
      });
      await caught;
      expect((await readdir(folder)).filter((name) => name.startsWith('x.'))).toEqual([]);
    });

    it('opens a file, and knows when a person changes their mind', async () => {
      const path = join(bench.dataFolder, 'letters.ndjson');
      await writeFile(path, '{}\n');
      const opened = open({ title: 'Import dead letters', extensions: ['ndjson'] });
      const asked = await app.next('dialog');
      expect(asked).toMatchObject({
        kind: 'open',
        options: { filters: [{ extensions: ['ndjson'] }], properties: ['openFile'] },
      });
      await app.ask('answer', asked.dialog, { canceled: false, filePaths: [path] });
      expect(await opened).toEqual({ name: 'letters.ndjson', bytes: [...Buffer.from('{}\n')] });

      const cancelled = open({ title: 'Import dead letters', extensions: [] });
      await app.ask('answer', (await app.next('dialog')).dialog, { canceled: true, filePaths: [] });
      expect(await cancelled).toBeNull();
    });
  });

  it('tells of new dead letters once, and shows them on a click', async () => {
    await bench.fresh();
    await start();
    await app.ask('look-away');
    const { url, token } = await onBridge(page, (bridge) => bridge.gateway());
    await fetch(`${url}/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'fail', payload: { message: 'out of paper', retryable: false } }),
    });
    const told = await app.next('notification');
    expect(told).toMatchObject({ title: 'A job died', body: '1 × default: out of paper' });
    await app.ask('click-notification', 0);
    await app.next('focus');
    await page.waitForURL(/#\/dead-letters\?queue=default&group=[^&]+$/);
    const exited = once(app.main, 'exit');
    app.main.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});
