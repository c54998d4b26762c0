import { app, type BrowserWindow, dialog } from 'electron';
import { answer } from './ipc';
import { setMenu } from './menu';
import { createConsoleWindow, registerConsoleScheme, serveConsole, showConsole } from './window';

/** The gateway and what runs behind it. */
export interface Backend {
  url: string;
  adminToken: string;
  /** Hands jobs back and saves data. */
  stop(): Promise<void>;
}

export interface ApplicationOptions {
  startBackend: () => Promise<Backend>;
  /** Absolute paths in the build. */
  preloadScript: string;
  rendererFolder: string;
}

/** The desktop application's life: one instance, one window, a backend that is stopped before the end. */
export class Application {
  private readonly options: ApplicationOptions;
  private backend: Promise<Backend> | null = null;
  private window: BrowserWindow | null = null;
  private stopping = false;

  constructor(options: ApplicationOptions) {
    this.options = options;
  }

  /** To be called in the first turn of the process: a scheme can be registered only before Electron is ready. */
  run(): void {
    if (!app.requestSingleInstanceLock()) return app.quit();
    registerConsoleScheme();
    app.on('second-instance', () => this.focusWindow());
    app.on('activate', () => void this.openWindow().catch(fail));
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
    setMenu();
    this.backend = this.options.startBackend();
    const { url, adminToken } = await this.backend;
    answer('gateway:address', () => ({ url, token: adminToken }));
    serveConsole(this.options.rendererFolder, url);
    await this.openWindow();
  }

  private async openWindow(): Promise<void> {
    await this.backend;
    if (this.backend === null || this.window || this.stopping) return;
    this.window = createConsoleWindow(this.options.preloadScript);
    this.window.once('closed', () => {
      this.window = null;
    });
    await showConsole(this.window);
  }

  private focusWindow(): void {
    if (this.window?.isMinimized()) this.window.restore();
    this.window?.focus();
  }

  private async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    try {
      // A backend that is still starting is stopped when it has started; one that failed has said so.
      await (await this.backend?.catch(() => null))?.stop();
      app.exit(0);
    } catch (error) {
      process.stderr.write(`Signalbox did not stop cleanly: ${String(error)}\n`);
      app.exit(1);
    }
  }
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  dialog.showErrorBox('Signalbox cannot start', message);
  app.exit(1);
}
