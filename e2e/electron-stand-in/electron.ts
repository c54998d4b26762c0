/**
 * Stands in for Electron where its runtime cannot be: the main process is this Node process, a window is a page of
 * a real Chromium, utility processes are real child processes. Only what src-main uses is here.
 */
export { app } from './app';
export { BrowserWindow } from './browser-window';
export { ipcMain } from './ipc-main';
export { protocol, session } from './protocol';
export { utilityProcess } from './utility-process';

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (_menu: unknown) => {},
};

export const dialog = {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },
};
