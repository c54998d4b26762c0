import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectBlocking, connectCommands, connectSubscriber, whenReady } from './connect';
import { parseRedisTarget } from './target';
import { Parts, at, eventually, next } from './testing/parts.fixture';
import { type TestRedis, startTestRedis } from './testing/redis-process.fixture';

const clusterArgs = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'];
const parts = new Parts();
afterEach(parts.end);

describe('Sentinel and Cluster', () => {
  it('finds the primary through a Sentinel, and follows a failover', async () => {
    const primary = await parts.started(startTestRedis());
    const replica = await parts.started(startTestRedis(['--replicaof', '127.0.0.1', String(primary.port)]));
    const sentinel = await parts.started(startSentinel(primary));
    const target = parseRedisTarget({ sentinels: `main@127.0.0.1:${sentinel.port}` });
    const client = parts.open(connectCommands(target, { name: 'test' }));
    await whenReady(client, 5000);
    const port = async () => ((await client.config('GET', 'port')) as string[])[1];
    expect(await port()).toBe(String(primary.port));
    const control = parts.open(connectCommands(at(sentinel.port), { name: 'test', offlineQueue: true }));
    await eventually(() => control.call('SENTINEL', 'FAILOVER', 'main') as Promise<unknown>, 12_000);
    await eventually(async () => {
      await client.set('key', 'value');
      expect(await port()).toBe(String(replica.port));
    }, 10_000);
  }, 30_000);

  it('runs commands and sharded subscriptions in a Cluster', async () => {
    const node = await parts.started(startTestRedis(clusterArgs));
    const control = parts.open(connectCommands(at(node.port), { name: 'test', offlineQueue: true }));
    await control.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const target = parseRedisTarget({ cluster: `127.0.0.1:${node.port}` });
    const client = parts.open(connectCommands(target, { name: 'test' }));
    await whenReady(client, 8000);
    expect(await client.eval("return redis.call('INCR', KEYS[1])", 1, '{q}:n')).toBe(1);
    const blocking = parts.open(connectBlocking(target, { name: 'test', blockMs: 500 }));
    expect(await blocking.bzpopmin('{q}:wake', 0.1)).toBeNull();
    const subscriber = parts.open(connectSubscriber(target, { name: 'test' }));
    await whenReady(subscriber, 8000);
    await subscriber.ssubscribe('{q}:news');
    const hear = next(subscriber, 'smessage');
    await client.spublish('{q}:news', 'one');
    expect((await hear).slice(0, 2)).toEqual(['{q}:news', 'one']);

    await node.stop();
    await expect(eventually(() => client.get('{q}:n'), 0)).rejects.toThrow();
    const again = await parts.started(startTestRedis(clusterArgs, node.port));
    expect(again.port).toBe(node.port);
    await control.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    expect(
      await eventually(() => client.eval("return redis.call('INCR', KEYS[1])", 1, '{q}:n'), 10_000),
    ).toBe(1);
  }, 30_000);
});

/** A Sentinel of one that watches `primary` as `main`. */
async function startSentinel(primary: TestRedis): Promise<TestRedis> {
  const file = join(primary.dir, 'sentinel.conf');
  await writeFile(file, `sentinel monitor main 127.0.0.1 ${primary.port} 1\n`);
  await appendFile(file, 'sentinel down-after-milliseconds main 2000\nsentinel failover-timeout main 5000\n');
  return startTestRedis([file, '--sentinel']);
}
