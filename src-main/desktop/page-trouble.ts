import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';

/** A page that ends this often within the time is not loaded again by itself or by a click: it would end again. */
const maxEnds = 3;
const endsWithinMs = 5 * 60_000;

interface TroubleOptions {
  /** Loads the console anew. */
  reload: () => void;
  quit: () => void;
  /** Where the same console can be opened in a browser. */
  address: () => Promise<string>;
}

/** Offers a way on when the console's page has crashed or hangs. Gateway and workers are other processes and go on. */
export function watchPage(window: BrowserWindow, options: TroubleOptions): void {
  const ends: number[] = [];
  let ended = false;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || ended || window.isDestroyed()) return;
    const now = Date.now();
    ends.push(now);
    const recent = ends.filter((at) => now - at < endsWithinMs).length;
    void (recent < maxEnds ? offerReload(window, reason, options) : giveUp(window, reason, options));
  });

  let waiting: AbortController | null = null;
  window.on('unresponsive', () => {
    if (waiting) return;
    waiting = new AbortController();
    const { signal } = waiting;
    const restart = () => {
      // A page that hangs does not listen to a reload: its process has to go first.
      ended = true;
      window.webContents.forcefullyCrashRenderer();
      options.reload();
      ended = false;
    };
    void offerWait(window, signal, restart).finally(() => {
      waiting = null;
    });
  });
  window.on('responsive', () => waiting?.abort());
}

async function offerReload(window: BrowserWindow, reason: string, { reload, quit }: TroubleOptions) {
  const chosen = await ask(window, {
    message: "The console's page has ended",
    detail: `Reason: ${reason}. The gateway and its workers go on; no job is affected.`,
    buttons: ['Load it again', 'Quit Signalbox'],
  });
  if (chosen === 0) reload();
  else quit();
}

async function giveUp(window: BrowserWindow, reason: string, { quit, address }: TroubleOptions) {
  const where = await address().catch(() => null);
  const elsewhere = where === null ? '' : ` The same console is at ${where} in a browser.`;
  const chosen = await ask(window, {
    message: "The console's page ends again and again",
    detail: `Reason: ${reason}, ${maxEnds} times within ${endsWithinMs / 60_000} minutes. The gateway and its workers go on.${elsewhere}`,
    buttons: ['Keep the gateway running', 'Quit Signalbox'],
  });
  if (chosen === 1) quit();
}

async function offerWait(window: BrowserWindow, signal: AbortSignal, restart: () => void) {
  const chosen = await ask(window, {
    message: 'The console does not respond',
    detail: 'The gateway and its workers are not affected.',
    buttons: ['Wait', 'Load it again'],
    signal,
  });
  if (chosen === 1 && !signal.aborted && !window.isDestroyed()) restart();
}

/** The number of the chosen button. */
async function ask(window: BrowserWindow, options: MessageBoxOptions): Promise<number> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    title: 'Signalbox',
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    ...options,
  });
  return response;
}
