import { BlockList, isIP } from 'node:net';
import { type AddressKind, plainAddress } from './address-kind';

/** What an allow-list may hold, for messages. */
export const allowedForm =
  'a comma list of host names, addresses, ranges (10.0.0.0/8), "loopback" and "private", each with an optional :port';

/** Kinds of addresses that a word, a range or a name lets in. The others have to be listed one by one. */
const common: ReadonlySet<AddressKind> = new Set(['loopback', 'private']);

/** An address that is to be dialled, and how it was asked for. */
export interface Dialled {
  /** As it was asked for, in lower case: a name or an address. */
  hostname: string;
  address: string;
  kind: AddressKind;
  port: number;
}

/** One entry of an allow-list: whether it lets an address in. */
export type Allowed = (dialled: Dialled) => boolean;

/**
 * Reads one entry: `db.internal`, `10.1.2.3:8080`, `[fd00::1]:443`, `10.0.0.0/8`, `[fd00::/8]:443`, `loopback:9000`,
 * `private`. A range or a name lets in loopback and private addresses alone.
 * @throws RangeError with what is wrong
 */
export function parseAllowed(entry: string): Allowed {
  const { host, port } = split(entry);
  const matches = hostMatcher(host.toLowerCase(), entry);
  return (dialled) => (port === null || port === dialled.port) && matches(dialled);
}

function hostMatcher(host: string, entry: string): Allowed {
  if (host === 'loopback' || host === 'private') return ({ kind }) => kind === host;
  const exact = plainAddress(host);
  if (exact !== null) {
    const list = new BlockList();
    list.addAddress(exact, familyOf(exact));
    return ({ address }) => holds(list, address);
  }
  if (host.includes('/')) {
    const list = rangeOf(host, entry);
    return ({ address, kind }) => common.has(kind) && holds(list, address);
  }
  if (!/^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/.test(host)) {
    throw fault(entry);
  }
  // 127.1 and 0x7f000001 are addresses too, and no name.
  if (/^(\d+|0x[0-9a-f]+)$/.test(host.split('.').at(-1) ?? '')) throw fault(entry);
  const name = withoutDot(host);
  return ({ hostname, kind }) => withoutDot(hostname) === name && common.has(kind);
}

function rangeOf(host: string, entry: string): BlockList {
  const [network = '', prefix = '', ...rest] = host.split('/');
  const family = isIP(network);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > most)
    throw fault(entry);
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
  return list;
}

/** Host and port of an entry; an IPv6 address has a port only in brackets. */
function split(entry: string): { host: string; port: number | null } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^[\]]+?))(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const isBare6 = bracketed === undefined && entry.split(':').length > 2;
  const host = isBare6 ? entry : (bracketed ?? plain);
  const port = isBare6 || digits === undefined ? null : Number(digits);
  if (host === undefined || port === 0 || (port ?? 0) > 65_535) throw fault(entry);
  return { host, port };
}

function holds(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  return plain !== null && list.check(plain, familyOf(plain));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function fault(entry: string): RangeError {
  return new RangeError(`"${entry.slice(0, 60)}" is no host, address or range; accepted: ${allowedForm}`);
}
