import type { Dispatcher } from 'undici';
import type { HttpCall } from '../../../src-core/protocol/http-call';
import { HandlerError } from '../handler';
import type { Origins } from './origins';

/** What is sent, at each place a redirect leads to. */
interface Hop {
  url: URL;
  method: HttpCall['method'];
  headers: Record<string, string>;
  body: string | undefined;
}

/** The answer at the end of the redirects. */
export interface Answer {
  url: URL;
  response: Dispatcher.ResponseData;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** What only the origin it was meant for may see. */
const ownHeaders = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);
const bodyHeaders = new Set(['content-type', 'content-length', 'content-encoding', 'content-language']);

/** Sends a request and follows at most `redirects` redirects, as RFC 9110 and browsers do. Every address is checked. */
export async function follow(
  origins: Origins,
  first: Hop,
  redirects: number,
  signal: AbortSignal,
): Promise<Answer> {
  let hop = first;
  for (let followed = 0; ; followed += 1) {
    const { url, method, headers, body } = hop;
    const path = url.pathname + url.search;
    const response = await origins.request(url, { path, method, headers, body, signal });
    const location = headerText(response.headers.location);
    if (!redirectStatuses.has(response.statusCode) || location === undefined || redirects === 0)
      return { url, response };
    await response.body.dump();
    if (followed === redirects) {
      throw new HandlerError('UPSTREAM_ERROR', `more than ${redirects} redirects, the last to ${location}`, {
        retryable: false,
      });
    }
    hop = next(hop, response.statusCode, location);
  }
}

function next({ url, method, headers, body }: Hop, status: number, location: string): Hop {
  const target = URL.canParse(location, url) ? new URL(location, url) : null;
  if (!target || !/^https?:$/.test(target.protocol)) {
    throw new HandlerError('UPSTREAM_ERROR', `redirected to ${location}, which is no http URL`, {
      retryable: false,
    });
  }
  const kept = target.origin === url.origin ? headers : without(headers, ownHeaders);
  // 303 asks for a GET; so do 301 and 302 after a POST, as every browser reads them.
  const asGet = method !== 'HEAD' && (status === 303 || (status < 303 && method === 'POST'));
  if (!asGet) return { url: target, method, headers: kept, body };
  return { url: target, method: 'GET', headers: without(kept, bodyHeaders), body: undefined };
}

function without(headers: Record<string, string>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase())));
}

/** A header's value; several are joined. */
export function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}
