import { contextBridge, ipcRenderer } from 'electron';
import type {
  DesktopBridge,
  DesktopChannel,
  DesktopRequest,
  GatewayAddress,
} from '../../../src-core/protocol/desktop';
import type { AnswerOf, EventName, Events, Reply } from '../channels';

async function ask<C extends DesktopChannel>(channel: C, request: DesktopRequest<C>): Promise<AnswerOf<C>> {
  const reply: Reply<C> = await ipcRenderer.invoke(channel, request);
  if (reply.ok) return reply.value;
  throw new Error(reply.message);
}

function hear<E extends EventName>(event: E, listener: (value: Events[E]) => void): () => void {
  const receive = (_event: unknown, value: Events[E]) => listener(value);
  ipcRenderer.on(event, receive);
  return () => ipcRenderer.off(event, receive);
}

const bridge: DesktopBridge = {
  platform: process.platform,
  gateway: () => ask('gateway:address', undefined),
  onGateway: (listener: (address: GatewayAddress) => void) => hear('gateway:changed', listener),
  profiles: {
    list: () => ask('profiles:list', undefined),
    save: (draft) => ask('profiles:save', draft),
    remove: (id) => ask('profiles:remove', id),
    test: (profile) => ask('profiles:test', profile),
    activate: (id) => ask('profiles:activate', id),
  },
  files: {
    save: (file) => ask('files:save', file),
    open: (options) => ask('files:open', options),
  },
};

contextBridge.exposeInMainWorld('signalbox', bridge);

// Views are addresses: the menu and notifications need nothing of the page but this.
hear('page:go', (address) => {
  window.location.hash = address;
});
