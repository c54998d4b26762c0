import { app, BrowserWindow, protocol, type Rectangle, session, type WebContents } from 'electron';
import {
  consoleFile,
  consoleOrigin,
  consoleScheme,
  contentSecurityPolicy,
  isConsoleUrl,
} from './console-files';
import { smallest } from './window-state';

/** What has to be said before the application is ready: `app://` is a secure standard scheme, every page is sandboxed. */
export function prepareForPages(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: consoleScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => confine(contents));
}

/**
 * Serves the console at `app://signalbox/` and denies every permission a page could ask for.
 * @param gatewayUrl the one gateway a page that is loaded now may talk to
 */
export function serveConsole(rendererFolder: string, gatewayUrl: () => string): void {
  protocol.handle(consoleScheme, (request) =>
    consoleFile(rendererFolder, request.url, contentSecurityPolicy(gatewayUrl())),
  );
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
}

/** A page opens no other window, holds no other page, and goes nowhere but to the console. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isConsoleUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
}

/**
 * Makes a window for the console, shown once it has painted.
 * @param preloadScript absolute path of the built preload
 */
export function createConsoleWindow(preloadScript: string, place: Partial<Rectangle>): BrowserWindow {
  const window = new BrowserWindow({
    ...place,
    minWidth: smallest.width,
    minHeight: smallest.height,
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
  return window;
}

/** Loads the console into its window. */
export async function showConsole(window: BrowserWindow, view: string): Promise<void> {
  try {
    await window.loadURL(`${consoleOrigin}/${view}`);
  } catch (error) {
    // Closed while it loaded: that is no failure.
    if (!window.isDestroyed()) throw error;
  }
}
