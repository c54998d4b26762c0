import type { DesktopBridge } from '../../src-core/protocol/desktop';

/** Where the gateway is and what opens it. */
export interface GatewayAddress {
  /** Origin without a trailing slash. */
  url: string;
  /** The admin token; null in a browser, where the session cookie opens it. */
  token: string | null;
  /** The connection profile's name; absent in a browser and for the desktop's own gateway. */
  profile?: string;
  /** Answers what would be asked of the gateway where there is none: an incident bundle is shown. */
  answer?: (method: string, path: string) => Response;
}

let address: GatewayAddress | null = null;

/** The gateway everything talks to now; null before there is one. */
export function currentGateway(): GatewayAddress | null {
  return address;
}

/** Sends every later request to another gateway. */
export function setGateway(next: GatewayAddress): void {
  address = next;
}

/** What the desktop's preload script offers; undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return (globalThis as { signalbox?: DesktopBridge }).signalbox;
}

/** Whether this console runs in the desktop application. */
export function isDesktop(): boolean {
  return desktopBridge() !== undefined;
}
