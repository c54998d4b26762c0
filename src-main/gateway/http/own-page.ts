import type { IncomingHttpHeaders } from 'node:http';
import { csrfHeader } from '../../../src-core/protocol/console';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { OriginGuard } from '../origins';

/** Methods that change nothing. */
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends a cookie without being asked, so a request that is let in by one must come from the console's own
 * page: no other page may act through it, be it on another port of the same host. Throws ORIGIN_REFUSED, FORBIDDEN.
 */
export function checkOwnPage(method: string, headers: IncomingHttpHeaders, guard: OriginGuard): void {
  const refused = new SignalboxError('ORIGIN_REFUSED', 'A session holds for the pages of this gateway alone');
  const { origin } = headers;
  if (origin !== undefined && !guard.isOwn(origin)) throw refused;
  const site = headers['sec-fetch-site'];
  // `none`: the address was typed.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refused;
  if (safeMethods.has(method)) return;
  if (origin === undefined) throw refused;
  if (headers[csrfHeader] === undefined) {
    throw new SignalboxError('FORBIDDEN', `A request that changes something needs the header ${csrfHeader}`);
  }
}

/** Signing in: by the console's own page, or by a program that is no browser. Throws ORIGIN_REFUSED. */
export function checkSignInPage({ origin }: IncomingHttpHeaders, guard: OriginGuard): void {
  if (origin === undefined || guard.isOwn(origin)) return;
  throw new SignalboxError('ORIGIN_REFUSED', 'Sign in on a page of this gateway');
}

/** The same for a WebSocket, on which a browser always says where its page is from. Throws ORIGIN_REFUSED. */
export function checkOwnSocket(headers: IncomingHttpHeaders, guard: OriginGuard): void {
  if (headers.origin !== undefined && guard.isOwn(headers.origin)) return;
  throw new SignalboxError('ORIGIN_REFUSED', 'A session holds for the pages of this gateway alone');
}
