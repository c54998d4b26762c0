import { type Bundle, readBundle } from '../../src-core/protocol/bundle';
import { parseRoute } from '../routing/routes';

/** Where the name is kept for when the page is loaded again. */
const key = 'signalbox.served-bundle';
const name = /^[A-Za-z0-9_-]{16,64}\.json$/;

/** The file of the bundle that came with this page: `#/bundle?file=...`; null when there is none. */
export function servedBundle(): string | null {
  const { path, params } = parseRoute(location.hash);
  const named = path[0] === 'bundle' ? params.get('file') : null;
  const file = named ?? sessionStorage.getItem(key);
  return file !== null && name.test(file) ? file : null;
}

/** @throws Error whose message says why it cannot be shown */
export async function fetchServedBundle(file: string): Promise<Bundle> {
  const answer = await fetch(`/bundles/${file}`);
  if (!answer.ok) throw new Error('The bundle of this address is no longer served.');
  const bundle = readBundle(await answer.text());
  sessionStorage.setItem(key, file);
  return bundle;
}

/** The page is an ordinary one again. */
export function forgetServedBundle(): void {
  sessionStorage.removeItem(key);
}
