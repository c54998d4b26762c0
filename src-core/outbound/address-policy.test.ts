import { createServer, type AddressInfo, connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { kindOfAddress, plainAddress } from './address-kind';
import { AddressRefusedError, createAddressPolicy } from './address-policy';
import { parseAllowed } from './allowed';

describe('the kind of an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['10.255.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.19.0.1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['4000::1', 'reserved'],
    // The same addresses as IPv6.
    ['::ffff:127.0.0.1', 'loopback'],
    ['::FFFF:a9fe:a9fe', 'metadata'],
    ['::ffff:8.8.8.8', 'public'],
    ['::127.0.0.1', 'reserved'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['64:ff9b::808:808', 'public'],
    ['2002:0a00:0001::1', 'private'],
    ['nonsense', 'reserved'],
    ['', 'reserved'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind);
  });

  it('is that of the address really reached', () => {
    expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
    expect(plainAddress('2002:7f00:0001::')).toBe('127.0.0.1');
    expect(plainAddress('FE80::1%3')).toBe('fe80::1');
    expect(plainAddress('127.1')).toBeNull();
  });
});

/** Whether an entry lets an address in. */
function lets(entry: string, hostname: string, port: number, address = hostname): boolean {
  return parseAllowed(entry)({ hostname, address, kind: kindOfAddress(address), port });
}

describe('an entry of the allow-list', () => {
  it.each([
    ['loopback', '127.8.9.1', 1, true],
    ['loopback', '::1', 1, true],
    ['loopback', '10.0.0.1', 1, false],
    ['private', '10.0.0.1', 1, true],
    ['private', '127.0.0.1', 1, false],
    ['private', '169.254.1.1', 1, false],
    ['private', 'fd00:ec2::254', 1, false],
    ['loopback:8000', '127.0.0.1', 8000, true],
    ['loopback:8000', '127.0.0.1', 8001, false],
    ['10.1.2.3', '10.1.2.3', 5, true],
    ['10.1.2.3', '10.1.2.4', 5, false],
    ['10.1.2.3:80', '10.1.2.3', 81, false],
    ['10.1.2.3', '::ffff:10.1.2.3', 5, true],
    ['fd00::1', 'fd00:0:0::1', 5, true],
    ['[fd00::1]:443', 'fd00::1', 443, true],
    ['[fd00::1]:443', 'fd00::1', 80, false],
    ['10.0.0.0/8', '10.200.3.4', 80, true],
    ['10.0.0.0/8:90', '10.200.3.4', 80, false],
    ['[fd00::/8]:443', 'fd12::1', 443, true],
    ['fd00::/8', 'fd12::1', 443, true],
    ['169.254.0.0/16', '169.254.169.254', 80, false],
    ['169.254.0.0/16', '169.254.1.1', 80, false],
    ['169.254.169.254', '169.254.169.254', 80, true],
    ['0.0.0.0/0', '0.0.0.0', 80, false],
  ])('%s and %s port %i: %s', (entry, address, port, expected) => {
    expect(lets(entry, address, port)).toBe(expected);
  });

  it('may name a host, for loopback and private addresses alone', () => {
    expect(lets('Queue.Internal', 'queue.internal', 80, '10.0.0.1')).toBe(true);
    expect(lets('queue.internal', 'queue.internal.', 80, '127.0.0.1')).toBe(true);
    expect(lets('queue.internal', 'other.internal', 80, '10.0.0.1')).toBe(false);
    expect(lets('queue.internal:81', 'queue.internal', 80, '10.0.0.1')).toBe(false);
    expect(lets('queue.internal', 'queue.internal', 80, '169.254.169.254')).toBe(false);
    expect(lets('localhost', 'localhost', 80, '::1')).toBe(true);
  });

  it.each([
    '',
    '*',
    '*.internal',
    'http://a',
    'a b',
    '10.0.0.0/33',
    '10.0.0/8',
    'a/8',
    '127.1',
    '0x7f000001',
    '10.0.0.1:0',
    '10.0.0.1:65536',
    '10.0.0.1:',
    '[10.0.0.1',
    'fd00::/129',
    '-a',
    'a..b',
  ])('is refused when it is none: %s', (entry) => {
    expect(() => parseAllowed(entry)).toThrow(/accepted: a comma list of host names/);
  });
});

describe('the policy', () => {
  const addresses = { 'both.example': ['93.184.215.14', '10.0.0.1'], 'none.example': [] };
  const resolve = async (name: string) =>
    (addresses[name as keyof typeof addresses] ?? ['127.0.0.1']).map((address) => ({ address, family: 4 }));

  it('refuses a name when one of its addresses is refused', async () => {
    const refused = createAddressPolicy({ allow: [], resolve }).check('both.example', 443);
    await expect(refused).rejects.toThrow(AddressRefusedError);
    await expect(refused).rejects.toMatchObject({ address: '10.0.0.1', kind: 'private', port: 443 });
    const { addresses } = await createAddressPolicy({ allow: ['private'], resolve }).check(
      'both.example',
      443,
    );
    expect(addresses).toHaveLength(2);
  });

  it('takes addresses as URLs write them', async () => {
    const policy = createAddressPolicy({ allow: ['::1'] });
    const { addresses } = await policy.check('[::1]', 80);
    expect(addresses).toEqual([{ address: '::1', family: 6 }]);
    await expect(policy.check('127.0.0.1', 80)).rejects.toThrow(
      '127.0.0.1 is a loopback address and not on the allow-list',
    );
    await expect(policy.check('8.8.8.8', 80)).resolves.toMatchObject({ addresses: [{ family: 4 }] });
  });

  it('does not take another way to write an address for a public name', async () => {
    // The system's own resolver understands it.
    await expect(createAddressPolicy({ allow: [] }).check('2130706433', 80)).rejects.toThrow(
      AddressRefusedError,
    );
  });

  it('says when a name has no address', async () => {
    const policy = createAddressPolicy({ allow: [], resolve });
    await expect(policy.check('none.example', 80)).rejects.toThrow('none.example has no address');
  });

  it('connects to what was checked, whatever the name says later', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    let asked = 0;
    const policy = createAddressPolicy({
      allow: ['loopback'],
      resolve: async () => {
        asked += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      },
    });
    const { lookup } = await policy.check('Rebound.example', port);
    for (const options of [{}, { autoSelectFamily: true }, { family: 4 as const }]) {
      const socket = connect({ host: 'rebound.example', port, lookup, ...options });
      await once(socket, 'connect');
      expect(socket.remoteAddress).toBe('127.0.0.1');
      socket.destroy();
    }
    expect(asked).toBe(1);
    const elsewhere = connect({ host: 'other.example', port, lookup });
    const [error] = (await once(elsewhere, 'error')) as [Error];
    expect(error.message).toBe('other.example was not checked');
    server.close();
  });
});
