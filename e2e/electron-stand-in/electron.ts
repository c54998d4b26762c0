/**
 * Stands in for Electron where its runtime cannot be: the main process is this Node process, a window is a page of
 * a real Chromium, utility processes are real child processes. Only what src-main uses is here.
 */
export { app } from './app';
export { BrowserWindow } from './browser-window';
export { ipcMain } from './ipc-main';
export { dialog, Menu, Notification, safeStorage, screen, shell } from './native';
export { protocol, session } from './protocol';
export { utilityProcess } from './utility-process';
