import { BlockList, isIP, isIPv6 } from 'node:net';

/** What an IP address is for. `reserved` is everything that is none of the others and not routed on the internet. */
export type AddressKind =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'reserved';

type Range = [network: string, prefix: number];

/** The first that holds an address says its kind (IANA's special-purpose registries). */
const kinds: [AddressKind, Range[]][] = [
  // What clouds tell their machines at, credentials among it; the first one is link-local in every cloud.
  [
    'metadata',
    [
      ['169.254.169.254', 32],
      ['169.254.170.2', 32],
      ['100.100.100.200', 32],
      ['192.0.0.192', 32],
      ['fd00:ec2::254', 128],
    ],
  ],
  [
    'unspecified',
    [
      ['0.0.0.0', 8],
      ['::', 128],
    ],
  ],
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['::1', 128],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      // Behind a carrier's address translation.
      ['100.64.0.0', 10],
      ['fc00::', 7],
      ['fec0::', 10],
    ],
  ],
  [
    'link-local',
    [
      ['169.254.0.0', 16],
      ['fe80::', 10],
    ],
  ],
  [
    'multicast',
    [
      ['224.0.0.0', 4],
      ['ff00::', 8],
    ],
  ],
  [
    'reserved',
    [
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['240.0.0.0', 4],
      ['2001::', 23],
      ['2001:db8::', 32],
      ['3fff::', 20],
    ],
  ],
];

const lists = kinds.map(([kind, ranges]) => [kind, blockList(ranges)] as const);
/** Of IPv6 only this much was ever given out. */
const global6 = blockList([['2000::', 3]]);

/** What an address is for; '' and what is no address is refused by `reserved`. */
export function kindOfAddress(address: string): AddressKind {
  const plain = plainAddress(address);
  if (plain === null) return 'reserved';
  const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
  const found = lists.find(([, list]) => list.check(plain, family));
  if (found) return found[0];
  return family === 'ipv4' || global6.check(plain, family) ? 'public' : 'reserved';
}

/**
 * The address that is really reached: an IPv4 one that is written as IPv6 (mapped, or within the prefixes of NAT64 and
 * 6to4) as IPv4, without a zone. null when it is none.
 */
export function plainAddress(address: string): string | null {
  const [text = ''] = address.split('%', 1);
  if (isIP(text) !== 6) return isIP(text) === 4 ? text : null;
  const groups = groupsOf(text);
  const starts = (...prefix: number[]) => prefix.every((group, at) => groups[at] === group);
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return quad(groups[6], groups[7]);
  if (starts(0x2002)) return quad(groups[1], groups[2]);
  return text.toLowerCase();
}

/** The eight numbers of an IPv6 address. A URL writes every form of one alike. */
function groupsOf(address: string): number[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [head, tail] = [numbers(left), numbers(right ?? '')];
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function quad(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function blockList(ranges: Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}
