import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { app } from './app';
import { browserContext } from './browser';
import { invoke } from './ipc-main';
import { respond, toAppUrl, toBrowserUrl } from './protocol';

interface WindowOptions {
  webPreferences: { preload: string; sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean };
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
}

/** What a sandboxed preload script may require, written in the page. */
const preloadModules = `const require = (name) => {
  if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
  return {
    contextBridge: { exposeInMainWorld: (key, value) => Object.defineProperty(window, key, { value }) },
    ipcRenderer: { invoke: (channel, ...args) => window.standInInvoke(channel, args) },
  };
};`;

let openWindows = 0;

/** A window: one page of the browser, with the preload script in it. */
export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  private readonly options: WindowOptions;
  private destroyed = false;

  constructor(options: WindowOptions) {
    super();
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the window is not sandboxed');
    this.options = options;
  }

  async loadURL(url: string): Promise<void> {
    const page = await (await browserContext()).newPage();
    openWindows += 1;
    page.once('close', () => this.closed());
    page.on('popup', (popup) => {
      if (this.webContents.openHandler({ url: popup.url() }).action === 'deny') void popup.close();
    });
    await page.exposeBinding('standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      invoke(frame, channel, args),
    );
    const preload = await readFile(this.options.webPreferences.preload, 'utf8');
    await page.addInitScript(`(() => { ${preloadModules}\n${preload}\n})();`);
    await page.route('**/*', (route) => this.answer(route, page, url));
    await page.goto(toBrowserUrl(url));
    this.emit('ready-to-show');
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }
  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }

  private closed(): void {
    openWindows -= 1;
    this.destroyed = true;
    this.emit('closed');
    if (openWindows === 0) app.emit('window-all-closed');
  }

  /** Files of the console come from its protocol handler; everything else goes out as the console's origin. */
  private async answer(route: Route, page: Page, start: string): Promise<void> {
    const request = route.request();
    const url = toAppUrl(request.url());
    if (request.isNavigationRequest() && url !== start && this.isPrevented('will-navigate', url))
      return route.abort();
    const response = await respond(url);
    if (response) {
      const body = Buffer.from(await response.arrayBuffer());
      return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
    }
    const pageOrigin = new URL(page.url()).origin;
    const fetched = await route.fetch({ headers: { ...request.headers(), origin: toAppUrl(pageOrigin) } });
    const headers = fetched.headers();
    const allowed = headers['access-control-allow-origin'];
    if (allowed) headers['access-control-allow-origin'] = toBrowserUrl(allowed);
    return route.fulfill({ response: fetched, headers });
  }

  private isPrevented(name: string, url: string): boolean {
    let prevented = false;
    this.webContents.emit(name, { url, preventDefault: () => (prevented = true) });
    return prevented;
  }
}
