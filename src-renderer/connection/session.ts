import { z } from 'zod';
import { sessionSchema } from '../../src-core/protocol/console';
import { clearLive, followTopics, takeFrame } from '../stores/live';
import { useConnection } from '../stores/connection';
import { api } from './api';
import { asApiError } from './api-error';
import { desktopBridge, type GatewayAddress, setGateway } from './gateway';
import { MonitorSocket } from './monitor-socket';

let socket: MonitorSocket | null = null;

/** Finds the gateway and stays connected to it. Called once, when the page has loaded. */
export async function startConnection(): Promise<void> {
  window.addEventListener('online', retryNow);
  useConnection.subscribe(({ phase }) => {
    if (phase === 'signed-out') disconnect();
  });
  const bridge = desktopBridge();
  if (!bridge) return openInBrowser();
  bridge.onGateway(connectTo);
  try {
    connectTo(await bridge.gateway());
  } catch (error) {
    useConnection.getState().closed((error as Error).message);
  }
}

/**
 * Signs a browser in with an admin token. The gateway keeps the session in a cookie no script can read.
 * @throws ApiError UNAUTHORIZED or FORBIDDEN when the token is not good for the console
 */
export async function signIn(token: string): Promise<void> {
  await api.send('POST', '/session', { token }, sessionSchema);
  connectTo(pageGateway());
}

/** Ends a browser's session and shows the sign-in view. */
export async function signOut(): Promise<void> {
  await api.send('DELETE', '/session', undefined, z.unknown());
  useConnection.getState().signedOut(null);
}

/** Tries to reconnect at once. */
export function retryNow(): void {
  socket?.retryNow();
}

/** A browser talks to the gateway its page came from. */
async function openInBrowser(): Promise<void> {
  const gateway = pageGateway();
  setGateway(gateway);
  try {
    await api.get('/session', sessionSchema);
    connectTo(gateway);
  } catch (error) {
    const { code } = asApiError(error);
    if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') useConnection.getState().signedOut(null);
    // The gateway does not answer: the socket goes on trying.
    else connectTo(gateway);
  }
}

function pageGateway(): GatewayAddress {
  return { url: location.origin, token: null };
}

function connectTo(gateway: GatewayAddress): void {
  disconnect();
  clearLive();
  setGateway(gateway);
  useConnection.getState().gatewayChosen(gateway.url, gateway.profile ?? null);
  const opened = new MonitorSocket({
    url: gateway.url,
    token: gateway.token,
    onFrame: (frame) => {
      if (takeFrame(frame)) useConnection.getState().heard();
    },
    onOpen: () => useConnection.getState().opened(),
    onLost: (loss) => {
      useConnection.getState().lost(loss.retryAt, loss.reason || null);
      // A browser is not told why a socket was refused: ask in a way that says it.
      if (!loss.opened) void askWhyRefused();
    },
  });
  socket = opened;
  followTopics((topics) => opened.subscribe(topics));
}

/** 401 shows the sign-in view, by way of the api. Anything else is left to the next attempt. */
async function askWhyRefused(): Promise<void> {
  await api.get('/system', z.unknown()).catch(() => undefined);
}

function disconnect(): void {
  followTopics(() => undefined);
  socket?.close();
  socket = null;
}
