import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Handshake } from '../../../src-core/protocol/connection-spec';
import { bearerPrefix } from '../../../src-core/protocol/limits';
import { isSecretName, maskSecrets } from '../../../src-core/redaction/mask-secrets';
import { maskForms } from '../../../src-core/redaction/secret-forms';

/** When a dial began and when its connection was there; ms of `performance.now()`. */
export interface DialTimes {
  beganAt: number;
  connectedAt: number | null;
}

/** What a WebSocket's opening looked like, without secrets. */
export function handshakeOf(
  url: URL,
  request: ClientRequest,
  response: IncomingMessage,
  { beganAt, connectedAt }: DialTimes,
): Handshake {
  const received = pairs(response.rawHeaders);
  return {
    url: withoutSecrets(url),
    address: addressOf(request),
    protocol: response.headers['sec-websocket-protocol']?.toString() ?? '',
    extensions: response.headers['sec-websocket-extensions']?.toString() ?? '',
    status: response.statusCode ?? null,
    requestHeaders: maskHeaders(
      request.getRawHeaderNames().map((name) => [name, textOf(request.getHeader(name))]),
    ),
    responseHeaders: maskHeaders(received),
    tookMs: toHundredths(performance.now() - beganAt),
    connectMs: connectedAt === null ? null : toHundredths(connectedAt - beganAt),
  };
}

/** The address without login, and without the values of a query that are secret. */
export function withoutSecrets(url: URL): string {
  const shown = new URL(url);
  if (shown.username !== '') shown.username = '***';
  if (shown.password !== '') shown.password = '***';
  return maskSecrets(shown.href);
}

/** Milliseconds as precise as they are worth telling. */
export function toHundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** Headers by name; the value of one that is secret reads `***`. Several of one name are joined. */
function maskHeaders(headers: readonly [name: string, value: string][]): Record<string, string> {
  const joined = new Map<string, [name: string, value: string]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const earlier = joined.get(key);
    joined.set(key, [earlier?.[0] ?? name, earlier ? `${earlier[1]}, ${value}` : value]);
  }
  return Object.fromEntries([...joined].map(([key, [name, value]]) => [name, maskHeader(key, value)]));
}

function maskHeader(name: string, value: string): string {
  if (name.startsWith('proxy-') || isSecretName(name)) return '***';
  if (name === 'sec-websocket-protocol') {
    return value.replaceAll(
      new RegExp(`(^|[,\\s])${bearerPrefix.replace('.', '\\.')}[^,\\s]+`, 'g'),
      `$1${bearerPrefix}***`,
    );
  }
  return maskForms(value);
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}

function textOf(value: number | string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

function addressOf({ socket }: ClientRequest): string | null {
  const { remoteAddress, remotePort } = socket ?? {};
  if (remoteAddress === undefined) return null;
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
