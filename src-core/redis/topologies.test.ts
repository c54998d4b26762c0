import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { untilAfter } from '../../e2e/support/command-feed';
import { connectBlocking, connectCommands, connectSubscriber, type RedisClient, whenReady } from './connect';
import { parseRedisTarget } from './target';
import { Parts, at, next } from './testing/parts.fixture';
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
    expect(await portOf(client)).toBe(primary.port);
    const control = parts.open(connectCommands(at(sentinel.port), { name: 'test', offlineQueue: true }));
    const moved = readyOn(client, replica.port);
    // The Sentinel promotes a replica that it has heard of: tried after each command it has sent there.
    const anything = () => true;
    await untilAfter(replica.port, anything, () => failover(control));
    await moved;
    expect(await client.set('key', 'value')).toBe('OK');
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

    const lost = next(client, 'close');
    await node.stop();
    await expect(client.get('{q}:n')).rejects.toThrow();
    await lost;
    const again = await parts.started(startTestRedis(clusterArgs, node.port));
    expect(again.port).toBe(node.port);
    await control.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await whenReady(client, 10_000);
    expect(await client.eval("return redis.call('INCR', KEYS[1])", 1, '{q}:n')).toBe(1);
  }, 30_000);
});

/** Which of the servers answers. */
async function portOf(client: RedisClient): Promise<number> {
  return Number(((await client.config('GET', 'port')) as string[])[1]);
}

/** Resolves when `client` has found its way to the server on `port`. */
async function readyOn(client: RedisClient, port: number): Promise<void> {
  do await next(client, 'ready');
  while ((await portOf(client).catch(() => 0)) !== port);
}

/** Asks the Sentinel for a failover; false while it knows of no replica to promote. */
async function failover(sentinel: RedisClient): Promise<boolean> {
  try {
    await sentinel.call('SENTINEL', 'FAILOVER', 'main');
    return true;
  } catch (error) {
    if (!String(error).includes('NOGOODSLAVE')) throw error;
    return false;
  }
}

/** A Sentinel of one that watches `primary` as `main`. */
async function startSentinel(primary: TestRedis): Promise<TestRedis> {
  const file = join(primary.dir, 'sentinel.conf');
  await writeFile(file, `sentinel monitor main 127.0.0.1 ${primary.port} 1\n`);
  await appendFile(file, 'sentinel down-after-milliseconds main 2000\nsentinel failover-timeout main 5000\n');
  return startTestRedis([file, '--sentinel']);
}
