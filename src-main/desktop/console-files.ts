import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { desktopOrigin } from '../../src-core/protocol/desktop';

export const consoleScheme = 'app';
/** The origin of the console's pages in the desktop; every gateway allows it. */
export const consoleOrigin = desktopOrigin;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Whether the address is one of the console's own pages. */
export function isConsoleUrl(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${consoleScheme}:` && url.host === new URL(consoleOrigin).host;
  } catch {
    return false;
  }
}

/**
 * The policy of the console's pages: their own scripts and styles, and one gateway to talk to.
 * @param gatewayUrl origin of the gateway, `http:` or `https:`
 */
export function contentSecurityPolicy(gatewayUrl: string): string {
  const { origin } = new URL(gatewayUrl);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${origin} ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Answers a request for a file of the console. A path without a file ending is one of the console's views: its
 * page. Anything outside the folder, and what is not there, is 404.
 * @param folder absolute path of the built console
 */
export async function consoleFile(folder: string, address: string, policy: string): Promise<Response> {
  if (!isConsoleUrl(address)) return notFound();
  const path = pathIn(folder, new URL(address).pathname);
  if (path === null) return notFound();
  try {
    const headers = {
      'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    };
    return new Response(new Uint8Array(await readFile(path)), { headers });
  } catch {
    return notFound();
  }
}

function pathIn(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const path = join(folder, extname(decoded) === '' ? 'index.html' : decoded);
  return path.startsWith(folder + sep) ? path : null;
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
}
