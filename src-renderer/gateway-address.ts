/** Where the gateway is and what opens it. */
export interface GatewayAddress {
  url: string;
  token: string;
}

declare global {
  interface Window {
    /** Put there by the desktop's preload script; a browser has none. */
    signalbox?: { gateway(): Promise<GatewayAddress> };
  }
}

const tokenKey = 'signalbox.token';

/**
 * Finds the gateway: from the desktop, or in a browser the server of this page with the token of the address
 * (`#token=...`) or the one given earlier in this tab.
 * @returns null when a person has to give the token
 */
export async function findGateway(): Promise<GatewayAddress | null> {
  if (window.signalbox) return window.signalbox.gateway();
  const token = tokenFromAddress() ?? sessionStorage.getItem(tokenKey);
  return token ? signIn(token) : null;
}

/** Remembers a token for this tab. */
export function signIn(token: string): GatewayAddress {
  sessionStorage.setItem(tokenKey, token);
  return { url: location.origin, token };
}

/** Forgets the token, for instance because the gateway refused it. */
export function signOut(): void {
  sessionStorage.removeItem(tokenKey);
}

/** Takes the token out of the address bar, so that it is neither copied nor bookmarked with it. */
function tokenFromAddress(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) history.replaceState(null, '', location.pathname + location.search);
  return token;
}
