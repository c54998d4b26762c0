import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Notification, screen, shell } from 'electron';
import { type GatewayAddress, localProfileId } from '../../src-core/protocol/desktop';
import { type DeadLetterNotice, DeadLetterNotices } from './dead-letter-notices';
import { openFile, saveFile } from './files';
import { answer, tell } from './ipc';
import { setMenu } from './menu';
import { watchPage } from './page-trouble';
import type { Backends } from './profiles/backend';
import { BackendSwitch } from './profiles/backend-switch';
import { ProfileStore } from './profiles/profile-store';
import { systemSecretBox } from './profiles/secret-box';
import { createConsoleWindow, prepareForPages, serveConsole, showConsole } from './window';
import { placeWindow, readWindowState, rememberWindow } from './window-state';

export interface ApplicationOptions {
  /** Folder of this user's data. */
  dataDir: string;
  backends: Backends;
  /** Absolute paths in the build. */
  preloadScript: string;
  rendererFolder: string;
}

/** The desktop application's life: one instance, one window, what runs for the profile in use until the end. */
export class Application {
  private readonly options: ApplicationOptions;
  private readonly store: ProfileStore;
  private readonly backend: BackendSwitch;
  private readonly notices: DeadLetterNotices;
  private window: BrowserWindow | null = null;
  /** Held, or it could be collected before it is clicked. */
  private notice: Notification | null = null;
  private saveWindowState: () => Promise<void> = async () => undefined;
  /** Origin of the gateway that the loaded page may talk to. */
  private gatewayUrl = '';
  private started = false;
  private stopping = false;

  constructor(options: ApplicationOptions) {
    const { dataDir, backends } = options;
    this.options = options;
    this.store = new ProfileStore({
      file: join(dataDir, 'profiles.json'),
      box: systemSecretBox,
      checkRedisUrl: (url) => backends.checkRedisUrl(url),
    });
    this.backend = new BackendSwitch({
      store: this.store,
      backends,
      onChange: (address) => void this.gatewayChanged(address).catch(fail),
    });
    this.notices = new DeadLetterNotices({
      address: () => this.backend.address(),
      show: (notice) => this.notify(notice),
      isWatched: () => this.window?.isFocused() ?? false,
    });
  }

  /** To be called in the first turn of the process: a scheme can be registered only before Electron is ready. */
  run(): void {
    // One instance for each data folder: Electron's own files, and its lock, are in there.
    const own = join(this.options.dataDir, 'desktop');
    mkdirSync(own, { recursive: true, mode: 0o700 });
    app.setName('Signalbox');
    app.setPath('userData', own);
    if (!app.requestSingleInstanceLock()) return app.quit();
    prepareForPages();
    app.on('second-instance', () => void this.showWindow().catch(fail));
    app.on('activate', () => void this.showWindow().catch(fail));
    app.on('window-all-closed', () => {
      // On macOS an application stays until it is told to quit.
      if (process.platform !== 'darwin') app.quit();
    });
    app.on('before-quit', (event) => {
      event.preventDefault();
      void this.stop();
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
    app
      .whenReady()
      .then(() => this.start())
      .catch(fail);
  }

  private async start(): Promise<void> {
    await this.store.load();
    if (!(await this.startBackend())) return;
    this.gatewayUrl = (await this.backend.address()).url;
    this.answerPages();
    serveConsole(this.options.rendererFolder, () => this.gatewayUrl);
    await this.refreshMenu();
    this.started = true;
    await this.showWindow();
    this.notices.start();
    if (this.store.notice) void dialog.showMessageBox({ type: 'warning', message: this.store.notice });
  }

  /** Starts what the profile in use needs; when that cannot be, the person chooses. @returns false when they quit */
  private async startBackend(): Promise<boolean> {
    let profile = this.store.active;
    for (;;) {
      try {
        await this.backend.start(profile);
        if (profile !== this.store.active) await this.store.setActive(profile);
        return true;
      } catch (error) {
        if (this.stopping) return false;
        if (profile === localProfileId) throw error;
        const { response } = await dialog.showMessageBox({
          type: 'error',
          title: 'Signalbox',
          message: `The profile “${this.store.get(profile).name}” cannot be started`,
          detail: messageOf(error),
          buttons: ['Try again', 'Use this computer instead', 'Quit'],
          cancelId: 2,
          noLink: true,
        });
        if (response === 2) {
          app.quit();
          return false;
        }
        if (response === 1) profile = localProfileId;
      }
    }
  }

  private answerPages(): void {
    const { store, backend } = this;
    answer('gateway:address', () => backend.address());
    answer('profiles:list', () => store.list());
    answer('profiles:test', (profile) => backend.test(profile));
    answer('profiles:activate', (id) => this.activate(id));
    answer('profiles:save', async (draft) => {
      const saved = await store.save(draft);
      await this.refreshMenu();
      if (saved.id === store.active) await this.followChange(saved.id);
      return saved;
    });
    answer('profiles:remove', async (id) => {
      await store.remove(id);
      await this.refreshMenu();
      return undefined;
    });
    answer('files:save', (file) => saveFile(this.openedWindow(), file, () => backend.address()));
    answer('files:open', (options) => openFile(this.openedWindow(), options));
  }

  private async activate(profile: string): Promise<undefined> {
    try {
      await this.backend.activate(profile);
    } finally {
      await this.refreshMenu();
    }
    return undefined;
  }

  /** The profile in use was changed: what runs has to follow. */
  private async followChange(profile: string): Promise<void> {
    try {
      await this.backend.activate(profile);
    } catch (error) {
      throw new Error(`It is saved, but cannot be used: ${messageOf(error)}`);
    }
  }

  /** A page may talk to the gateway it was loaded for alone: it hears of another one, or is loaded anew for it. */
  private async gatewayChanged(address: GatewayAddress): Promise<void> {
    const covered = address.url === this.gatewayUrl;
    this.gatewayUrl = address.url;
    if (covered) tell(this.window, 'gateway:changed', address);
    else this.window?.webContents.reload();
  }

  private async refreshMenu(): Promise<void> {
    const { dataDir } = this.options;
    setMenu(
      {
        go: (view) => void this.showWindow(view).catch(fail),
        back: () => this.window?.webContents.navigationHistory.goBack(),
        forward: () => this.window?.webContents.navigationHistory.goForward(),
        activate: (profile) => void this.activateFromMenu(profile),
        openDataFolder: () => void shell.openPath(dataDir),
      },
      await this.store.list(),
    );
  }

  private async activateFromMenu(profile: string): Promise<void> {
    try {
      await this.activate(profile);
    } catch (error) {
      const detail = messageOf(error);
      await dialog.showMessageBox({ type: 'error', message: 'The profile was not activated', detail });
    }
  }

  /** Brings the window to the front, with a view when one is asked for; opens it when there is none. */
  private async showWindow(view = ''): Promise<void> {
    if (!this.started || this.stopping) return;
    if (!this.window) return this.openWindow(view);
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
    if (view !== '') tell(this.window, 'page:go', view);
  }

  private async openWindow(view: string): Promise<void> {
    const file = join(this.options.dataDir, 'window.json');
    const saved = readWindowState(file);
    const main = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
    const place = placeWindow(
      saved,
      [main, ...others].map(({ workArea }) => workArea),
    );
    const window = createConsoleWindow(this.options.preloadScript, place);
    this.window = window;
    if (saved?.maximized) window.maximize();
    this.saveWindowState = rememberWindow(window, file);
    watchPage(window, {
      reload: () => window.webContents.reload(),
      quit: () => app.quit(),
      address: async () => (await this.backend.address()).url,
    });
    window.once('closed', () => {
      this.window = null;
    });
    await showConsole(window, view);
  }

  private openedWindow(): BrowserWindow {
    if (!this.window) throw new Error('The window is closed');
    return this.window;
  }

  private notify({ title, body, view }: DeadLetterNotice): void {
    if (!Notification.isSupported()) return;
    this.notice = new Notification({ title, body });
    this.notice.on('click', () => void this.showWindow(view).catch(fail));
    this.notice.show();
  }

  private async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.notices.stop();
    try {
      await this.saveWindowState();
      await this.backend.stop();
      app.exit(0);
    } catch (error) {
      process.stderr.write(`Signalbox did not stop cleanly: ${messageOf(error)}\n`);
      app.exit(1);
    }
  }
}

/** Ends the application with the reason in a box: before there is a window, that is all a person can be shown. */
export function fail(error: unknown): void {
  dialog.showErrorBox('Signalbox cannot go on', messageOf(error));
  app.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
