import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeRedis } from './close';
import { type RedisClient, connectBlocking, connectCommands, reconnectDelay, whenReady } from './connect';
import { parseRedisTarget } from './target';
import { Parts, at, next } from './testing/parts.fixture';
import { startPeer, startTestRedis } from './testing/redis-process.fixture';

const parts = new Parts();
afterEach(parts.end);

describe('connectCommands', () => {
  it('runs commands once ready, and refuses them before instead of queueing', async () => {
    const redis = await parts.started(startTestRedis());
    const client = parts.open(connectCommands(at(redis.port), { name: 'test-commands' }));
    await expect(client.ping()).rejects.toThrow('enableOfflineQueue');
    await whenReady(client, 2000);
    expect(await client.client('GETNAME')).toBe('test-commands');
    expect(await client.eval('return {1, "a"}', 0)).toEqual([1, 'a']);
  });

  it('connects over a Unix socket, and to a database with a password', async () => {
    const redis = await parts.started(startTestRedis(['--requirepass', 'p w', '--unixsocket', 'redis.sock']));
    const url = `unix://:p%20w@localhost${join(redis.dir, 'redis.sock')}?db=3`;
    const client = parts.open(connectCommands(parseRedisTarget({ url }), { name: 'test' }));
    await whenReady(client, 2000);
    expect(await client.client('INFO')).toContain('db=3');
  });

  it('speaks TLS for rediss', async () => {
    const peer = await parts.started(startPeer());
    parts.open(
      connectCommands(parseRedisTarget({ url: `rediss://127.0.0.1:${peer.port}` }), { name: 'test' }),
    );
    await peer.accepted(1);
    const [socket] = peer.connections;
    if (!socket) throw new Error('No connection');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first[0]).toBe(0x16);
  });

  it('fails fast while Redis is away, and resumes within 5 s of its return', async () => {
    const redis = await startTestRedis();
    const client = parts.open(connectCommands(at(redis.port), { name: 'test' }));
    await whenReady(client, 2000);
    await redis.stop();
    const before = Date.now();
    await expect(client.ping()).rejects.toThrow();
    expect(Date.now() - before).toBeLessThan(1500);
    await expect(whenReady(client, 100)).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    await parts.started(startTestRedis([], redis.port));
    await whenReady(client, 5000);
    expect(await client.ping()).toBe('PONG');
  });

  it('leaves a primary that became a replica for the one the name leads to now', async () => {
    const redis = await parts.started(startTestRedis());
    const client = parts.open(connectCommands(at(redis.port), { name: 'test', offlineQueue: true }));
    await whenReady(client, 2000);
    await client.config('SET', 'replica-read-only', 'yes');
    await client.replicaof('127.0.0.1', '1');
    client.once('close', () => {
      const other = connectCommands(at(redis.port), { name: 'promoter', offlineQueue: true });
      void other.replicaof('NO', 'ONE').then(() => closeRedis(other));
    });
    expect(await client.set('key', 'value')).toBe('OK');
  });
});

describe('closeRedis', () => {
  it('waits for replies that are due', async () => {
    const redis = await parts.started(startTestRedis());
    const client = connectCommands(at(redis.port), { name: 'test' });
    await whenReady(client, 2000);
    const reply = client.incr('counter');
    await closeRedis(client);
    expect(await reply).toBe(1);
    expect(client.status).toBe('end');
    await closeRedis(client);
  });

  it('never hangs, whatever the state, and leaves nothing pending', async () => {
    const redis = await parts.started(startTestRedis());
    const silent = await parts.started(startPeer());
    const cases: Array<[string, RedisClient, () => Promise<unknown>]> = [];
    const blocking = connectBlocking(at(redis.port), { name: 'test', blockMs: 60_000 });
    cases.push(['blocked', blocking, () => whenReady(blocking, 2000)]);
    const connecting = connectBlocking(at(redis.port), { name: 'test', blockMs: 1000 });
    cases.push(['connecting', connecting, async () => {}]);
    const handshaking = connectBlocking(at(silent.port), { name: 'test', blockMs: 1000 });
    cases.push(['handshake', handshaking, () => silent.accepted(1)]);
    const reconnecting = connectBlocking(at(1), { name: 'test', blockMs: 1000 });
    cases.push(['reconnecting', reconnecting, () => next(reconnecting, 'reconnecting')]);
    const cluster = connectCommands(parseRedisTarget({ cluster: '127.0.0.1:1' }), {
      name: 'test',
      offlineQueue: true,
    });
    cases.push(['cluster', cluster, () => next(cluster, 'reconnecting')]);
    for (const [name, client, prepare] of cases) {
      await prepare();
      const pending = client.bzpopmin('nothing', 60);
      const rejected = expect(pending, name).rejects.toThrow();
      const before = Date.now();
      await closeRedis(client);
      await rejected;
      expect(Date.now() - before, name).toBeLessThan(1000);
      expect(client.status, name).toBe('end');
    }
  });
});

it('spreads reconnects, up to 2 s apart, for ever', () => {
  for (let attempt = 1; attempt < 2000; attempt++) {
    const delay = reconnectDelay(attempt);
    expect(delay).toBeGreaterThanOrEqual(50);
    expect(delay).toBeLessThanOrEqual(2000);
  }
});
