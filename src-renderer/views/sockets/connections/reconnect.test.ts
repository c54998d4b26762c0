import { describe, expect, it } from 'vitest';
import { comesBack, Pauses } from './reconnect';

const closed = (code: number, by: 'server' | 'client' | null = 'server') =>
  comesBack({ kind: 'closed', closing: { code, reason: '', by } });
const failed = (code: string | undefined, status: number | null = null) =>
  comesBack({ kind: 'failed', code, status });

describe('comesBack', () => {
  it('after what was lost', () => {
    expect([1001, 1005, 1006, 1011, 1012, 1013, 1014, 4000].map((code) => closed(code))).not.toContain(false);
    expect(closed(1006, null)).toBe(true);
  });

  it('not after what was meant, or would come again', () => {
    expect([1000, 1002, 1003, 1007, 1008, 1009, 1010].map((code) => closed(code))).not.toContain(true);
    expect([1000, 1006, 4000].map((code) => closed(code, 'client'))).not.toContain(true);
  });

  it('after attempts that may go better', () => {
    expect(
      ['UNREACHABLE', 'HOST_UNKNOWN', 'TIMEOUT', 'OVER_CAPACITY'].map((code) => failed(code)),
    ).not.toContain(false);
    expect([429, 500, 503].map((status) => failed('UPGRADE_REFUSED', status))).not.toContain(false);
    expect(
      ['TLS_FAILED', 'ADDRESS_REFUSED', 'NO_TOKEN', 'BAD_SPEC'].map((code) => failed(code)),
    ).not.toContain(true);
    expect([301, 401, 403, 404].map((status) => failed('UPGRADE_REFUSED', status))).not.toContain(true);
  });
});

describe('Pauses', () => {
  it('grow, and begin anew after a connection that lasted', () => {
    const pauses = new Pauses();
    expect([pauses.next(0, 1), pauses.next(0, 1), pauses.next(200, 1)]).toEqual([500, 1000, 2000]);
    expect([pauses.next(60_000, 1), pauses.next(0, 1)]).toEqual([500, 1000]);
  });

  it('are what a gateway says that goes away, once', () => {
    const pauses = new Pauses();
    pauses.draining(250);
    expect([pauses.next(60_000, 1), pauses.next(0, 1)]).toEqual([250, 1000]);
  });
});
