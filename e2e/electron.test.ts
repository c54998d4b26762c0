import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBridge } from './desktop.fixture';

const mainBundle = fileURLToPath(new URL('../out/main/index.js', import.meta.url));

/** The runtime's executable as its own installer leaves it, or why these tests cannot run here. */
function findRuntime(): { path: string } | { missing: string } {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  const path = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : null;
  if (!path || !existsSync(path))
    return { missing: "Electron's runtime is not here; npx install-electron gets it" };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { missing: 'no display; xvfb-run gives it one' };
  }
  if (!existsSync(mainBundle)) return { missing: 'out/main is not built; npm run build makes it' };
  return { path };
}

const runtime = findRuntime();
const title =
  'missing' in runtime
    ? `the desktop on Electron itself (skipped: ${runtime.missing})`
    : 'the desktop on Electron itself';

// The usual reporter names no skipped tests.
if ('missing' in runtime) process.stderr.write(`${title}\n`);

describe.skipIf('missing' in runtime)(title, { timeout: 60_000 }, () => {
  let app: ElectronApplication;
  let page: Page;
  let dataFolder: string;

  beforeAll(async () => {
    if (!('path' in runtime)) return;
    dataFolder = await mkdtemp(join(tmpdir(), 'signalbox-electron-'));
    const { REDIS_URL: _redis, ...env } = process.env;
    // Chromium's sandbox does not work for root.
    const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: runtime.path,
      args: [...flags, mainBundle],
      env: {
        ...(env as Record<string, string>),
        SIGNALBOX_DATA: dataFolder,
        SIGNALBOX_PORT: '0',
        WORKER_POOL_SIZE: '1',
      },
    });
    page = await app.firstWindow();
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    if (dataFolder) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('shows the console, which reaches its gateway over HTTP and WebSocket', async () => {
    expect(page.url()).toMatch(/^app:\/\/signalbox\//);
    const { url, token } = await onBridge(page, (bridge) => bridge.gateway());
    const health = await page.evaluate(
      `fetch(${JSON.stringify(`${url}/health`)}).then((answer) => answer.json())`,
    );
    expect(health).toMatchObject({ status: 'ok' });
    const first = await page.evaluate(`new Promise((resolve, reject) => {
      const socket = new WebSocket(${JSON.stringify(`${url.replace('http', 'ws')}/ws/client`)},
        ['signalbox.v1', 'bearer.' + ${JSON.stringify(token)}]);
      socket.onmessage = ({ data }) => { resolve(JSON.parse(data).type); socket.close(1000); };
      socket.onerror = () => reject(new Error('refused'));
    })`);
    expect(first).toBe('welcome');
  });

  it('runs its workers as utility processes', async () => {
    const names = await app.evaluate(({ app: electron }) =>
      electron.getAppMetrics().flatMap(({ type, name }) => (type === 'Utility' && name ? [name] : [])),
    );
    expect(names).toContain('signalbox worker-1');
  });

  it('sandboxes its page, which sees no Node, opens no window and is granted nothing', async () => {
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual(
      Array(3).fill('undefined'),
    );
    expect(await page.evaluate("window.open('https://example.org/')")).toBeNull();
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
    const before = page.url();
    await page.evaluate("void (location.href = 'https://example.org/')");
    expect(await page.evaluate('1 + 1')).toBe(2);
    expect(page.url()).toBe(before);
  });

  it('keeps no plain secret of a profile', async () => {
    const token = 'a-token-nobody-may-read';
    const draft = { kind: 'gateway', name: 'Elsewhere', url: 'https://queue.example.org', token };
    const saved = await onBridge(
      page,
      (bridge, it: Parameters<typeof bridge.profiles.save>[0]) => bridge.profiles.save(it),
      draft,
    );
    // Where no keyring runs, as on many test machines, it stays in memory.
    expect(['encrypted', 'memory']).toContain(saved.secret);
    const text = await readFile(join(dataFolder, 'profiles.json'), 'utf8');
    expect(text).toContain('Elsewhere');
    expect(text).not.toContain(token);
  });

  it('stops its gateway before it ends', async () => {
    const gatewayFile = join(dataFolder, 'gateway.json');
    expect(existsSync(gatewayFile)).toBe(true);
    await app.close();
    expect(existsSync(gatewayFile)).toBe(false);
  });
});
