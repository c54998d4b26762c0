import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { app } from './app';
import { browserContext } from './browser';
import { announce, permit } from './control';
import { carrySockets } from './page-sockets';
import { preloadScript } from './page-preload';
import { invoke } from './ipc-main';
import { respond, toAppUrl, toBrowserUrl } from './protocol';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface WindowOptions extends Partial<Bounds> {
  webPreferences: { preload: string; sandbox: boolean; contextIsolation: boolean; nodeIntegration: boolean };
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

class WebContents extends EventEmitter {
  openHandler: OpenHandler = () => ({ action: 'allow' });
  page: Page | null = null;
  readonly navigationHistory = {
    goBack: () => void this.page?.goBack(),
    goForward: () => void this.page?.goForward(),
  };

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  /** To the preload script, as a structured clone; the page itself hears nothing of it. */
  send(channel: string, value: unknown): void {
    const call = ([name, sent]: [string, unknown]) =>
      (globalThis as unknown as { standInReceive(name: string, value: unknown): void }).standInReceive(
        name,
        sent,
      );
    void this.page?.evaluate(call, [channel, structuredClone(value)] as [string, unknown]);
  }

  reload(): void {
    announce('reload');
    void this.page?.reload();
  }

  forcefullyCrashRenderer(): void {
    this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  }
}

let openWindows = 0;
let latest: BrowserWindow | null = null;

/** A window: one page of the browser, with the preload script in it. */
export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  private readonly options: WindowOptions;
  private bounds: Bounds;
  private maximized = false;
  private destroyed = false;
  focused = false;

  constructor(options: WindowOptions) {
    super();
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences;
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the window is not sandboxed');
    if (!app.sandboxed) throw new Error('the sandbox is not enabled for every page');
    const { x = 100, y = 100, width = 800, height = 600 } = options;
    this.options = options;
    this.bounds = { x, y, width, height };
    latest = this;
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    const page = await (await browserContext()).newPage();
    this.webContents.page = page;
    openWindows += 1;
    page.once('close', () => this.closed());
    page.on('popup', (popup) => {
      if (this.webContents.openHandler({ url: popup.url() }).action === 'deny') void popup.close();
    });
    await page.setViewportSize({ width: this.bounds.width, height: this.bounds.height });
    await page.exposeBinding('standInInvoke', ({ frame }, channel: string, args: unknown[]) =>
      invoke(frame, channel, args),
    );
    await page.addInitScript(preloadScript(await readFile(this.options.webPreferences.preload, 'utf8')));
    await page.route('**/*', (route) => this.answer(route, page, url));
    await carrySockets(page);
    await page.goto(toBrowserUrl(url));
    this.emit('ready-to-show');
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFocused(): boolean {
    return this.focused;
  }
  show(): void {}
  restore(): void {}
  focus(): void {
    this.focused = true;
    announce('focus');
  }
  maximize(): void {
    this.maximized = true;
    this.emit('maximize');
  }
  getNormalBounds(): Bounds {
    return this.bounds;
  }
  setBounds(bounds: Bounds): void {
    this.bounds = bounds;
    this.emit('resize');
    this.emit('move');
  }

  private closed(): void {
    this.emit('close');
    openWindows -= 1;
    this.destroyed = true;
    this.emit('closed');
    if (openWindows === 0) app.emit('window-all-closed');
  }

  /** Files of the console come from its protocol handler; everything else goes out as the console's origin. */
  private async answer(route: Route, page: Page, start: string): Promise<void> {
    const request = route.request();
    const url = toAppUrl(request.url());
    // 204 leaves a page where it is, as a prevented navigation does.
    if (request.isNavigationRequest() && url !== start && this.isPrevented('will-navigate', url))
      return route.fulfill({ status: 204 });
    const response = await respond(url);
    if (response) {
      const body = Buffer.from(await response.arrayBuffer());
      return route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
    }
    const headers = { ...request.headers(), origin: toAppUrl(new URL(page.url()).origin) };
    // A gateway that is gone is the page's to cope with.
    const fetched = await route.fetch({ headers }).catch(() => null);
    if (!fetched) return route.abort('connectionrefused').catch(() => undefined);
    const answered = fetched.headers();
    const allowed = answered['access-control-allow-origin'];
    if (allowed) answered['access-control-allow-origin'] = toBrowserUrl(allowed);
    return route.fulfill({ response: fetched, headers: answered });
  }

  private isPrevented(name: string, url: string): boolean {
    let prevented = false;
    this.webContents.emit(name, { url, preventDefault: () => (prevented = true) });
    return prevented;
  }
}

function window(): BrowserWindow {
  if (!latest) throw new Error('there is no window');
  return latest;
}

permit('place', () => ({ ...window().getNormalBounds(), maximized: window().isMaximized() }));
permit('move', (bounds: Bounds) => window().setBounds(bounds));
permit('maximize', () => window().maximize());
permit('look-away', () => {
  window().focused = false;
});
permit('crash', (reason: string) =>
  window().webContents.emit('render-process-gone', {}, { reason, exitCode: 1 }),
);
permit('hang', () => window().emit('unresponsive'));
permit('recover', () => window().emit('responsive'));
