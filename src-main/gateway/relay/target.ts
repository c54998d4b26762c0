import type { LookupFunction } from 'node:net';
import type { AddressPolicy } from '../../../src-core/outbound/address-policy';
import { assertNever } from '../../../src-core/protocol/assert-never';
import type { ConnectionSpec, SocketRole } from '../../../src-core/protocol/connection-spec';
import { subprotocol } from '../../../src-core/protocol/limits';
import type { TokenTable } from '../tokens';
import { DialFailure } from './dial-failure';

/** What is dialled, ready for `ws`. */
export interface Target {
  url: URL;
  /** Host and port, for messages. */
  place: string;
  protocols: string[];
  headers: Record<string, string>;
  origin?: string;
  /** Finds the addresses that may be dialled; null: the gateway itself, which is asked by its own address. */
  check: (() => Promise<{ lookup: LookupFunction }>) | null;
}

/** What a target is made from besides the spec. */
export interface TargetParts {
  /** The gateway's own address. */
  ownUrl: string;
  tokens: TokenTable;
  policy: AddressPolicy;
}

/** More often a server would have reason to complain. */
const shortestPingMs = 250;

/** Headers of the handshake itself, which are made here. */
const own = new Set([
  'connection',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'content-length',
  'transfer-encoding',
]);

/** What a spec means. @throws DialFailure INVALID_SPEC, NO_TOKEN */
export function targetOf(spec: ConnectionSpec, parts: TargetParts): Target {
  const url = spec.role === undefined ? urlOf(spec.url ?? '') : ownSocket(spec, spec.role, parts);
  const { headers = {}, origin, pingMs } = spec;
  if (pingMs !== undefined && pingMs > 0 && pingMs < shortestPingMs) {
    throw new DialFailure(
      'INVALID_SPEC',
      `pingMs is ${pingMs}; accepted: 0 for none, or ${shortestPingMs} and more`,
    );
  }
  for (const name of Object.keys(headers)) {
    if (own.has(name.toLowerCase())) {
      const where = name.toLowerCase() === 'sec-websocket-protocol' ? ': give "protocols"' : '';
      throw new DialFailure('INVALID_SPEC', `The header ${name} is the handshake's own${where}`);
    }
  }
  const port = Number(url.port) || (url.protocol === 'wss:' ? 443 : 80);
  return {
    url,
    place: `${url.hostname}:${port}`,
    protocols: spec.protocols ?? (spec.role === undefined ? [] : [subprotocol]),
    headers: authorized(headers, tokenFor(spec, parts.tokens)),
    ...(origin !== undefined && { origin }),
    check: spec.role === undefined ? () => parts.policy.check(url.hostname, port) : null,
  };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') {
    throw new DialFailure(
      'INVALID_SPEC',
      'The url must be one of ws: or wss:, as in wss://example.com/socket',
    );
  }
  // A browser refuses it as well: it would never be sent.
  if (url.hash !== '') throw new DialFailure('INVALID_SPEC', 'The url must have no #fragment');
  return url;
}

function ownSocket({ clientId }: ConnectionSpec, role: SocketRole, { ownUrl }: TargetParts): URL {
  const url = new URL(`/ws/${role}`, ownUrl.replace(/^http/, 'ws'));
  if (clientId === undefined) return url;
  if (role !== 'client') throw new DialFailure('INVALID_SPEC', 'A clientId is for the role "client" alone');
  url.searchParams.set('clientId', clientId);
  return url;
}

/** The token to send, if any; the gateway's own never leaves it. */
function tokenFor(spec: ConnectionSpec, tokens: TokenTable): string | undefined {
  const { role, token, headers = {} } = spec;
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  if (token !== undefined || role === undefined || isGiven) return token;
  const found = ownToken(role, spec.clientId !== undefined, tokens);
  if (found !== undefined) return found;
  const variable = role === 'worker' ? 'SIGNALBOX_WORKER_TOKENS' : 'SIGNALBOX_CLIENT_TOKENS';
  throw new DialFailure(
    'NO_TOKEN',
    `This gateway has no ${role} token of its own: give one, or set ${variable}`,
  );
}

function ownToken(role: SocketRole, forClient: boolean, { admin, clients, workers }: TokenTable) {
  switch (role) {
    case 'client':
      return forClient ? admin[0] : clients[0]?.token;
    case 'worker':
      return workers[0]?.token;
    case 'monitor':
      return admin[0];
    default:
      return assertNever(role);
  }
}

/** A token goes before an Authorization header. */
function authorized(headers: Record<string, string>, token: string | undefined): Record<string, string> {
  if (token === undefined) return headers;
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return { ...Object.fromEntries(others), Authorization: `Bearer ${token}` };
}
