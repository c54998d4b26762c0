import { BrowserWindow, protocol, session } from 'electron';
import { consoleFile, consoleOrigin, consoleScheme, contentSecurityPolicy } from './console-files';

/** Makes `app://` a secure standard scheme. Has to run before the application is ready. */
export function registerConsoleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: consoleScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the console at `app://signalbox/` and denies every permission a page could ask for. */
export function serveConsole(rendererFolder: string, gatewayUrl: string): void {
  const policy = contentSecurityPolicy(gatewayUrl);
  protocol.handle(consoleScheme, (request) => consoleFile(rendererFolder, request.url, policy));
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
}

/**
 * Makes a window for the console, shown once it has painted. It opens no other window and goes nowhere else.
 * @param preloadScript absolute path of the built preload
 */
export function createConsoleWindow(preloadScript: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 720,
    minHeight: 480,
    title: 'Signalbox',
    show: false,
    webPreferences: {
      preload: preloadScript,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  window.webContents.on('will-frame-navigate', (event) => event.preventDefault());
  window.webContents.on('will-redirect', (event) => event.preventDefault());
  return window;
}

/** Loads the console into its window. */
export async function showConsole(window: BrowserWindow): Promise<void> {
  try {
    await window.loadURL(`${consoleOrigin}/`);
  } catch (error) {
    // Closed while it loaded: that is no failure.
    if (!window.isDestroyed()) throw error;
  }
}
