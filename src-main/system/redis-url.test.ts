import { expect, it } from 'vitest';
import { parseRedisTarget } from '../../src-core/redis/target';
import { redisUrlOf } from './redis-url';

it.each([
  'redis://127.0.0.1:6379',
  'redis://:p%40ss%3A%2F@[::1]:6380/3',
  'rediss://ada:s%20ecret@redis.example:6390/2',
  'unix:///run/re%20dis.sock?db=4',
  'unix://:secret@localhost/run/redis.sock',
])('%s is written as it reads', (url) => {
  const target = parseRedisTarget({ url });
  expect(parseRedisTarget({ url: redisUrlOf(target) ?? '' })).toEqual(target);
});

it('Sentinel and Cluster have no URL', () => {
  expect(redisUrlOf(parseRedisTarget({ cluster: 'a:1,b:2' }))).toBeNull();
  expect(redisUrlOf(parseRedisTarget({ sentinels: 'main@a:1' }))).toBeNull();
});
