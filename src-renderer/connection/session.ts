import { z } from 'zod';
import type { Bundle } from '../../src-core/protocol/bundle';
import { sessionSchema } from '../../src-core/protocol/console';
import { bundleAnswers } from '../bundle/bundle-answers';
import { fetchServedBundle, forgetServedBundle, servedBundle } from '../bundle/served-bundle';
import { go, href, jobHref } from '../routing/routes';
import { useBundle } from '../stores/bundle';
import { useConnection } from '../stores/connection';
import { clearLive, followTopics, takeFrame } from '../stores/live';
import { api } from './api';
import { asApiError } from './api-error';
import { currentGateway, desktopBridge, type GatewayAddress, setGateway } from './gateway';
import { MonitorSocket } from './monitor-socket';

let socket: MonitorSocket | null = null;

/** Finds the gateway and stays connected to it. Called once, when the page has loaded. */
export async function startConnection(): Promise<void> {
  window.addEventListener('online', retryNow);
  useConnection.subscribe(({ phase }) => {
    if (phase === 'signed-out') disconnect();
  });
  desktopBridge()?.onGateway(connectTo);
  if (!(await openServedBundle())) await findGateway();
}

/** Looks for the gateway of this page, or of the desktop, and connects to it. */
async function findGateway(): Promise<void> {
  const bridge = desktopBridge();
  if (!bridge) return openInBrowser();
  try {
    connectTo(await bridge.gateway());
  } catch (error) {
    useConnection.getState().closed((error as Error).message);
  }
}

/** Shows an incident bundle in the place of a gateway. */
export function showBundle(bundle: Bundle): void {
  disconnect();
  clearLive();
  const name = `bundle of ${bundle.trace.job.id}, ${bundle.madeAt}`;
  setGateway({ url: location.origin, token: null, answer: bundleAnswers(bundle) });
  useBundle.setState({ bundle });
  useConnection.getState().offline(name);
  go(jobHref(bundle.trace.job.queue, bundle.trace.job.id));
}

/** Puts the bundle away and looks for the gateway again. */
export async function closeBundle(): Promise<void> {
  forgetServedBundle();
  useBundle.setState({ bundle: null });
  useConnection.getState().looking();
  go(href(['overview']));
  await findGateway();
}

/**
 * Shows the bundle that is served with this page, if its address names one (`signalbox bundle --open`).
 * @returns false when it names none, or one that is not there
 */
async function openServedBundle(): Promise<boolean> {
  const file = servedBundle();
  if (file === null) return false;
  try {
    showBundle(await fetchServedBundle(file));
    return true;
  } catch {
    // A stale address, or a link of somebody's: an ordinary page that can open another one.
    forgetServedBundle();
    go(href(['bundle']), { replace: true });
    return false;
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
    if (currentGateway() === gateway) connectTo(gateway);
  } catch (error) {
    // A bundle was opened meanwhile.
    if (currentGateway() !== gateway) return;
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
  useBundle.setState({ bundle: null });
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
