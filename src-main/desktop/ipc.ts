import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import { type DesktopChannel, type DesktopRequest, desktopRequests } from '../../src-core/protocol/desktop';
import type { AnswerOf, EventName, Events, Reply } from './channels';
import { isConsoleUrl } from './console-files';

/**
 * Answers one channel. Who asks and what is asked are checked here, once: only the console's own page, in a window's
 * main frame, with a request of the channel's form.
 */
export function answer<C extends DesktopChannel>(
  channel: C,
  respond: (request: DesktopRequest<C>) => AnswerOf<C> | Promise<AnswerOf<C>>,
): void {
  ipcMain.handle(channel, async (event, request: unknown, ...more: unknown[]): Promise<Reply<C>> => {
    if (!isFromConsole(event)) return { ok: false, message: `${channel}: this page may not ask for that` };
    const parsed = desktopRequests[channel].safeParse(request);
    if (!parsed.success || more.length > 0) {
      const [issue] = parsed.error?.issues ?? [];
      const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
      return { ok: false, message: `${where}${issue?.message ?? `${channel} takes one argument`}` };
    }
    try {
      return { ok: true, value: await respond(parsed.data as DesktopRequest<C>) };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** Tells a window's page something, when there is one to listen. */
export function tell<E extends EventName>(window: BrowserWindow | null, event: E, value: Events[E]): void {
  if (window && !window.isDestroyed()) window.webContents.send(event, value);
}

function isFromConsole(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  // null: the frame has gone or has moved on since it asked.
  return frame !== null && frame.parent === null && isConsoleUrl(frame.url);
}
