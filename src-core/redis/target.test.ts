import { describe, expect, it } from 'vitest';
import { ConfigError } from '../protocol/config-error';
import { type RedisSettings, describeTarget, parseRedisTarget } from './target';

function fault(settings: RedisSettings): string {
  try {
    parseRedisTarget(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('It was accepted');
}

describe('parseRedisTarget', () => {
  it('defaults to localhost, and to the host redis in production', () => {
    const local = { kind: 'single', host: 'localhost', port: 6379, db: 0, tls: false };
    expect(parseRedisTarget({})).toEqual(local);
    expect(parseRedisTarget({ host: '', port: '', prod: '' })).toEqual(local);
    expect(parseRedisTarget({ prod: 'true' })).toEqual({ ...local, host: 'redis' });
    expect(parseRedisTarget({ prod: 'true', host: 'db1' })).toMatchObject({ host: 'db1' });
  });

  it('reads the parts', () => {
    const target = parseRedisTarget({ host: 'h', port: '7000', db: '3', password: 'p:@/', tls: 'true' });
    expect(target).toEqual({ kind: 'single', host: 'h', port: 7000, db: 3, password: 'p:@/', tls: true });
  });

  it('lets the URL override everything else', () => {
    const settings = { host: 'x', port: 'nonsense', cluster: 'a:1', password: 'q', tls: 'true' };
    expect(parseRedisTarget({ ...settings, url: 'redis://h' })).toEqual({
      kind: 'single',
      host: 'h',
      port: 6379,
      db: 0,
      tls: false,
    });
  });

  it.each([
    ['redis://u:p%40ss@h:7/2', { host: 'h', port: 7, db: 2, username: 'u', password: 'p@ss', tls: false }],
    ['redis://:secret@h', { host: 'h', port: 6379, db: 0, password: 'secret' }],
    ['rediss://h/1', { host: 'h', port: 6379, db: 1, tls: true }],
    ['redis://[::1]:6380', { host: '::1', port: 6380 }],
    ['redis://h?db=4', { host: 'h', db: 4 }],
    ['unix:///run/redis.sock?db=5', { path: '/run/redis.sock', db: 5, tls: false }],
    ['redis+unix:///tmp/a%20b.sock', { path: '/tmp/a b.sock', db: 0 }],
  ])('reads %s', (url, expected) => {
    expect(parseRedisTarget({ url })).toMatchObject({ kind: 'single', ...expected });
  });

  it('reads Sentinels and Clusters', () => {
    expect(parseRedisTarget({ sentinels: 'main@a:26380, b', db: '1', password: 'p' })).toEqual({
      kind: 'sentinel',
      name: 'main',
      sentinels: [
        { host: 'a', port: 26380 },
        { host: 'b', port: 26379 },
      ],
      db: 1,
      password: 'p',
      tls: false,
    });
    expect(parseRedisTarget({ sentinels: 'main:s@cret@a' })).toMatchObject({ sentinelPassword: 's@cret' });
    expect(parseRedisTarget({ cluster: 'a:1,[::1]:2', tls: '1' })).toEqual({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 1 },
        { host: '::1', port: 2 },
      ],
      tls: true,
    });
  });

  it('names the variable, the fault and the accepted form', () => {
    expect(fault({ port: 'abc' })).toBe('REDIS_PORT: "abc" is not a port; accepted: 1 to 65535');
    expect(fault({ port: '65536' })).toContain('REDIS_PORT: "65536"');
    expect(fault({ port: '0' })).toContain('REDIS_PORT');
    expect(fault({ db: '-1' })).toContain('REDIS_DB: "-1"');
    expect(fault({ tls: 'maybe' })).toContain('REDIS_TLS: "maybe"');
    expect(fault({ prod: 'maybe' })).toContain('PROD: "maybe"');
    expect(fault({ sentinels: 'a:26379' })).toContain(
      'REDIS_SENTINELS: the name of the master group is missing',
    );
    expect(fault({ sentinels: 'main@' })).toContain('REDIS_SENTINELS: it names no host');
    expect(fault({ cluster: 'a:x' })).toContain('REDIS_CLUSTER: "x" is not a port');
    expect(fault({ cluster: ' , ' })).toContain('REDIS_CLUSTER: it names no host');
    expect(fault({ cluster: 'a:1', sentinels: 'm@a' })).toContain(
      'REDIS_CLUSTER: REDIS_SENTINELS is set as well',
    );
    expect(fault({ cluster: 'a:1', db: '2' })).toContain('REDIS_DB');
    expect(fault({ host: 'rediss://u:secret@h' })).toContain('REDIS_HOST: "rediss://h" is a URL');
    expect(fault({ url: 'http://h' })).toContain('REDIS_URL: "http://" is not a kind of Redis URL');
    expect(fault({ url: 'redis://h/x' })).toContain('REDIS_URL: "x" is not a database number');
    expect(fault({ url: 'redis://' })).toContain('REDIS_URL: it names no host');
    expect(fault({ url: 'unix:///' })).toContain('REDIS_URL: it names no socket');
  });

  it('never quotes a password', () => {
    for (const url of [
      'redis://:secret@h:99999',
      'redis://:secret%zz@h',
      'ftp://:secret@h',
      'redis://u:secret@h/x',
    ]) {
      expect(fault({ url })).not.toContain('secret');
    }
    expect(fault({ cluster: 'u:secret@h:1' })).not.toContain('secret');
  });
});

describe('describeTarget', () => {
  it('says where, and not how to get in', () => {
    expect(describeTarget(parseRedisTarget({ url: 'rediss://u:secret@h:1/2' }))).toBe('h:1 db 2 with TLS');
    expect(describeTarget(parseRedisTarget({ url: 'unix:///run/r.sock' }))).toBe('/run/r.sock');
    expect(describeTarget(parseRedisTarget({ sentinels: 'm:secret@a,b' }))).toBe(
      'Sentinel group m by a:26379, b:26379',
    );
    expect(describeTarget(parseRedisTarget({ cluster: 'a:1,[::1]:2', password: 'secret' }))).toBe(
      'Cluster at a:1, [::1]:2',
    );
  });
});
