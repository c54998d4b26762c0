import type { Frame } from 'playwright-core';
import { permit } from './control';
import { toAppUrl } from './protocol';

type Handler = (event: { senderFrame: SenderFrame }, ...args: unknown[]) => unknown;

interface SenderFrame {
  url: string;
  parent: SenderFrame | null;
}

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`a second handler for ${channel}`);
    handlers.set(channel, handler);
  },
};

permit('invoke-from', (sender: SenderFrame | null, channel: string, ...args: unknown[]) =>
  handlers.get(channel)?.({ senderFrame: sender as SenderFrame }, ...args),
);

/** Answers what the preload of a frame has asked. Values cross as structured clones do. */
export async function invoke(frame: Frame, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (!handler) throw new Error(`no handler registered for ${channel}`);
  return structuredClone(await handler({ senderFrame: senderFrame(frame) }, ...args));
}

function senderFrame(frame: Frame): SenderFrame {
  const parent = frame.parentFrame();
  return { url: toAppUrl(frame.url()), parent: parent && senderFrame(parent) };
}
