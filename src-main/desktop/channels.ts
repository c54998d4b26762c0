/** How to reach the gateway this application runs. */
export interface GatewayAddress {
  /** Origin without a trailing slash: `http://127.0.0.1:8000`. */
  url: string;
  /** The admin token of this launch. */
  token: string;
}

/**
 * The one map of channels between a console page and the main process: what is asked and what is answered. Native
 * things only; data goes through the gateway.
 */
export interface Channels {
  'gateway:address': { request: undefined; answer: GatewayAddress };
}

export type Channel = keyof Channels;

/** What the preload script puts on `window.signalbox`. */
export interface DesktopBridge {
  /** Resolves when the gateway is up. */
  gateway(): Promise<GatewayAddress>;
}
