import { contextBridge, ipcRenderer } from 'electron';
import type { Channel, Channels, DesktopBridge } from '../channels';

function ask<C extends Channel>(channel: C, request: Channels[C]['request']): Promise<Channels[C]['answer']> {
  return ipcRenderer.invoke(channel, request);
}

const bridge: DesktopBridge = {
  gateway: () => ask('gateway:address', undefined),
};

contextBridge.exposeInMainWorld('signalbox', bridge);
