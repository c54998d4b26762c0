import { type TestContext, describe, it } from 'vitest';
import { connectBlocking, connectCommands, connectSubscriber, whenReady } from './connect';
import { Parts, at, next } from './testing/parts.fixture';
import { startBlackHoleProxy, startPeer, startTestRedis } from './testing/redis-process.fixture';

function partsOf({ onTestFinished }: TestContext): Parts {
  const parts = new Parts();
  onTestFinished(parts.end);
  return parts;
}

describe.concurrent('links that swallow everything', () => {
  it.for([
    ['commands', (port: number) => connectCommands(at(port), { name: 'test' })],
    ['blocking reads', (port: number) => connectBlocking(at(port), { name: 'test', blockMs: 15_000 })],
  ] as const)(
    '%s: tries again within 5 s when a server accepts and never answers',
    async ([, connect], context) => {
      const parts = partsOf(context);
      const peer = await parts.started(startPeer());
      parts.open(connect(peer.port));
      await peer.accepted(1);
      const before = Date.now();
      await peer.accepted(2);
      context.expect(Date.now() - before).toBeLessThan(5000);
    },
  );

  it('finds out that a link swallows everything, and recovers', async (context) => {
    const { expect } = context;
    const parts = partsOf(context);
    const redis = await parts.started(startTestRedis());
    const proxy = await parts.started(startBlackHoleProxy(redis.port));
    const client = parts.open(connectCommands(at(proxy.port), { name: 'test', commandTimeoutMs: 1000 }));
    await whenReady(client, 2000);
    proxy.swallow = true;
    const before = Date.now();
    await expect(client.incr('counter')).rejects.toThrow('Command timed out');
    await next(client, 'close');
    proxy.swallow = false;
    expect(Date.now() - before).toBeLessThan(5000);
    await whenReady(client, 5000);
    expect(Number(await client.incr('counter'))).toBeGreaterThan(0);
  }, 15_000);

  it('waits out its block time without a reconnect, and outlives a black hole', async (context) => {
    const { expect } = context;
    const parts = partsOf(context);
    const redis = await parts.started(startTestRedis());
    const proxy = await parts.started(startBlackHoleProxy(redis.port));
    const client = parts.open(connectBlocking(at(proxy.port), { name: 'test', blockMs: 1000 }));
    await whenReady(client, 2000);
    expect(await client.bzpopmin('wake', 1)).toBeNull();
    expect(proxy.connections).toHaveLength(1);
    proxy.swallow = true;
    const before = Date.now();
    const pending = client.bzpopmin('wake', 1);
    await next(client, 'close');
    proxy.swallow = false;
    expect(Date.now() - before).toBeLessThan(6000);
    // The read is sent again by itself over the new connection.
    expect(await pending).toBeNull();
  }, 15_000);

  it('hears, notices a silent link, and hears again', async (context) => {
    const { expect } = context;
    const parts = partsOf(context);
    const redis = await parts.started(startTestRedis());
    const proxy = await parts.started(startBlackHoleProxy(redis.port));
    const subscriber = parts.open(connectSubscriber(at(proxy.port), { name: 'test', probeMs: 200 }));
    const publisher = parts.open(connectCommands(at(redis.port), { name: 'test' }));
    await whenReady(publisher, 2000);
    await subscriber.subscribe('news');
    const hear = next(subscriber, 'message');
    await publisher.publish('news', 'one');
    expect(await hear).toEqual(['news', 'one']);
    proxy.swallow = true;
    await next(subscriber, 'close');
    proxy.swallow = false;
    const again = next(subscriber, 'message');
    await whenReady(subscriber, 8000);
    // Answered after the subscription, which was sent again first.
    await subscriber.ping();
    expect(await publisher.publish('news', 'two')).toBe(1);
    expect(await again).toEqual(['news', 'two']);
  }, 20_000);
});
