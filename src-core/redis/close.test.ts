import { expect, it } from 'vitest';
import { startTestRedis } from '../../e2e/support/redis';
import { closeRedis } from './close';
import { connectBlocking, whenReady } from './connect';
import { parseRedisTarget } from './target';

it('settles a blocking read whose client is closed during the handshake of a reconnect', async () => {
  const redis = await startTestRedis();
  const client = connectBlocking(parseRedisTarget({ url: redis.url }), { name: 'test', blockMs: 60_000 });
  await whenReady(client, 5000);
  const read = client.bzpopmin('nothing', 60).then(
    () => 'answered',
    () => 'rejected',
  );
  await redis.kill();
  const closed = new Promise<void>((resolve) => {
    client.once('connect', () => void closeRedis(client).then(resolve));
  });
  await redis.restart();
  await closed;
  expect(await read).toBe('rejected');
  await redis.stop();
});
