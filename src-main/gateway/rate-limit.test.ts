import { describe, expect, it } from 'vitest';
import { KeyedRateLimit, networkOf, TokenBucket } from './rate-limit';

describe('TokenBucket', () => {
  it('allows its burst, then its rate', () => {
    const bucket = new TokenBucket(10, 3, 0);
    expect([1, 2, 3, 4].map(() => bucket.take(0))).toEqual([true, true, true, false]);
    expect(bucket.waitMs()).toBe(100);
    expect(bucket.take(99)).toBe(false);
    expect(bucket.take(100)).toBe(true);
    expect(bucket.take(100)).toBe(false);
  });

  it('never saves up more than its burst, and survives a clock that steps back', () => {
    const bucket = new TokenBucket(10, 2, 1000);
    expect([bucket.take(1e9), bucket.take(1e9), bucket.take(1e9)]).toEqual([true, true, false]);
    expect(bucket.take(0)).toBe(false);
  });
});

describe('KeyedRateLimit', () => {
  it('limits each key by itself', () => {
    const limit = new KeyedRateLimit(1, 1);
    expect(limit.take('a', 0)).toBeNull();
    expect(limit.take('a', 0)).toBe(1000);
    expect(limit.take('b', 0)).toBeNull();
  });
});

describe('networkOf', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8::/64'],
    ['::1', '::/64'],
  ])('%s: %s', (address, expected) => expect(networkOf(address)).toBe(expected));
});
