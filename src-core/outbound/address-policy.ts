import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressKind, kindOfAddress } from './address-kind';
import { parseAllowed } from './allowed';

/** An address of a host, with its family for `net.connect`. */
export interface HostAddress {
  address: string;
  family: 4 | 6;
}

/** A host whose every address may be dialled. */
export interface CheckedHost {
  addresses: readonly [HostAddress, ...HostAddress[]];
  /**
   * For the `lookup` option of `net.connect` and of what is built on it: answers the addresses that were checked, so
   * that a name cannot lead elsewhere between the check and the dial. Refuses any other name.
   */
  lookup: LookupFunction;
}

/** Which addresses this process may dial for others. */
export interface AddressPolicy {
  /**
   * Looks the host up, unless it is an address, and checks what it found. A redirect has to be checked anew.
   * @param hostname a name, or an address (IPv6 with or without brackets)
   * @throws AddressRefusedError when one of its addresses may not be dialled; the error of `dns.lookup`
   */
  check(hostname: string, port: number): Promise<CheckedHost>;
}

/** The host is, or resolves to, an address that may not be dialled. */
export class AddressRefusedError extends Error {
  constructor(
    readonly hostname: string,
    readonly port: number,
    readonly address: string,
    readonly kind: Exclude<AddressKind, 'public'>,
  ) {
    const what = address === hostname ? address : `${hostname} is ${address}, which`;
    super(`${what} is ${kindWords[kind]} and not on the allow-list`);
    this.name = 'AddressRefusedError';
  }
}

const kindWords: Record<Exclude<AddressKind, 'public'>, string> = {
  loopback: 'a loopback address',
  private: 'a private address',
  'link-local': 'a link-local address',
  metadata: "the address of a cloud's metadata",
  unspecified: 'an unspecified address',
  multicast: 'a multicast address',
  reserved: 'a reserved address',
};

/** Finds the addresses of a name, as `dns.lookup` with `all` does. */
type Resolve = (hostname: string) => Promise<readonly { address: string; family: number }[]>;

/**
 * Public addresses may be dialled, others only when `allow` has an entry for them. Of several addresses of one name all
 * must be allowed.
 * @param allow entries as `parseAllowed` reads them
 * @throws RangeError for an entry that is none
 */
export function createAddressPolicy({
  allow,
  resolve = (hostname) => dnsLookup(hostname, { all: true }),
}: {
  allow: readonly string[];
  resolve?: Resolve;
}): AddressPolicy {
  const allowed = allow.map(parseAllowed);
  return {
    async check(host, port) {
      const hostname = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
      const found = isIP(hostname) === 0 ? await resolve(hostname) : [{ address: hostname }];
      const addresses = found.map(({ address }): HostAddress => {
        const kind = kindOfAddress(address);
        if (kind !== 'public' && !allowed.some((lets) => lets({ hostname, address, kind, port }))) {
          throw new AddressRefusedError(hostname, port, address, kind);
        }
        return { address, family: isIP(address) === 6 ? 6 : 4 };
      });
      if (!isNotEmpty(addresses)) throw new Error(`${hostname} has no address`);
      return { addresses, lookup: pinned(hostname, addresses) };
    },
  };
}

function isNotEmpty<Item>(items: Item[]): items is [Item, ...Item[]] {
  return items.length > 0;
}

/** A lookup that knows one name. */
function pinned(
  hostname: string,
  addresses: readonly [HostAddress, ...HostAddress[]],
): CheckedHost['lookup'] {
  return (asked, { all, family }, callback) => {
    const wanted =
      family === 4 || family === 6 ? addresses.filter((one) => one.family === family) : addresses;
    const [first] = wanted;
    if (asked.toLowerCase() !== hostname || !first) {
      return callback(new Error(`${asked} was not checked`), []);
    }
    if (all) callback(null, [...wanted]);
    else callback(null, first.address, first.family);
  };
}
