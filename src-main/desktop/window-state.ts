import { readFileSync } from 'node:fs';
import type { BrowserWindow, Rectangle } from 'electron';
import { type WindowState, windowStateSchema } from '../../src-core/protocol/desktop';
import { writePrivateJson } from './private-file';

/** The window's size when nothing is remembered, and the smallest it can be made; pixels. */
const usual = { width: 1440, height: 900 };
export const smallest = { width: 800, height: 560 };
/** So much of the top edge has to be on a screen, or the window could not be taken hold of; pixels. */
const grip = { width: 120, height: 24 };
/** Moving a window tells of every pixel: it is written down once it rests; ms. */
const restMs = 400;

/**
 * Where the window goes: where it was, unless that is on no screen any more; never larger than its screen. Without
 * `x` and `y` the system centres it.
 * @param screens the work areas of the screens there are now, the main one first
 */
export function placeWindow(saved: WindowState | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  const main = screens[0] ?? { x: 0, y: 0, ...usual };
  const fitted = (size: { width: number; height: number }, area: Rectangle) => ({
    width: Math.max(smallest.width, Math.min(size.width, area.width)),
    height: Math.max(smallest.height, Math.min(size.height, area.height)),
  });
  if (!saved) return fitted(usual, main);
  const area = screens.find((screen) => isHeldBy(saved, screen));
  if (!area) return fitted(saved, main);
  return { x: saved.x, y: saved.y, ...fitted(saved, area) };
}

function isHeldBy(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopInside = window.y >= area.y && window.y + grip.height <= area.y + area.height;
  return across >= grip.width && isTopInside;
}

/** Reads what was remembered; null when there is nothing that can be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Remembers where a window is, whenever it rests. Returns a function that writes it down now. */
export function rememberWindow(window: BrowserWindow, file: string): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = () => {
    clearTimeout(timer);
    if (window.isDestroyed()) return writing;
    // Of a maximised window the place it goes back to.
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    // It is a convenience: a full disk must not hinder anybody.
    writing = writing.then(() => writePrivateJson(file, state)).catch(() => undefined);
    return writing;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void write(), restMs);
  };
  window.on('resize', later).on('move', later).on('maximize', later).on('unmaximize', later);
  window.once('close', () => void write());
  window.once('closed', () => clearTimeout(timer));
  return write;
}
