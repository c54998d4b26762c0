import type { DesktopBridge } from '../../../../src-core/protocol/desktop';

/** What the desktop's preload script offers; undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return (globalThis as { signalbox?: DesktopBridge }).signalbox;
}
