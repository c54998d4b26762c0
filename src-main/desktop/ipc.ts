import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Channel, Channels } from './channels';
import { isConsoleUrl } from './console-files';

/** Answers one channel. A frame that does not show the console's own page is refused. */
export function answer<C extends Channel>(
  channel: C,
  respond: (request: Channels[C]['request']) => Channels[C]['answer'] | Promise<Channels[C]['answer']>,
): void {
  ipcMain.handle(channel, (event, request: Channels[C]['request']) => {
    if (!isFromConsole(event)) throw new Error(`${channel} was asked by a page that is not the console`);
    return respond(request);
  });
}

function isFromConsole(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  // null: the frame has gone or has moved on since it asked.
  return frame !== null && frame.parent === null && isConsoleUrl(frame.url);
}
