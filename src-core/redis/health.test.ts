import { afterEach, describe, expect, it } from 'vitest';
import { connectCommands, whenReady } from './connect';
import { RedisHealth, type RedisState, inspectServer } from './health';
import { readInfo } from './inspect';
import { Parts, at } from './testing/parts.fixture';
import { type TestRedis, startTestRedis } from './testing/redis-process.fixture';

const parts = new Parts();
afterEach(parts.end);

async function watched(redis: TestRedis, options = {}) {
  const client = parts.open(connectCommands(at(redis.port), { name: 'test' }));
  await whenReady(client, 2000);
  const seen: RedisState[] = [];
  const waiting: Array<() => void> = [];
  const onChange = (state: RedisState) => {
    seen.push(state);
    for (const wake of waiting.splice(0)) wake();
  };
  const health = new RedisHealth(client, { downAfterMs: 300, timeoutMs: 500, ...options, onChange });
  parts.later(async () => health.stop());
  const until = async (status: RedisState['status']) => {
    while (health.state().status !== status) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { client, health, seen, until };
}

describe('RedisHealth', () => {
  it('follows a connection down and up again', async () => {
    const redis = await startTestRedis();
    const { health, seen, until } = await watched(redis);
    health.start();
    health.start();
    await until('connected');
    await health.check();
    expect(health.state()).toMatchObject({
      status: 'connected',
      engine: expect.stringMatching(/^redis \d+\.\d+/),
    });
    expect(health.state().latencyMs).toBeGreaterThan(0);
    await redis.stop();
    await until('reconnecting');
    await until('down');
    expect(health.state().error).toBeDefined();
    await parts.started(startTestRedis([], redis.port));
    await until('connected');
    expect(seen.map(({ status }) => status)).toEqual(['connected', 'reconnecting', 'down', 'connected']);
    health.stop();
    health.stop();
  });

  it('is down when scripts fail although PING answers', async () => {
    const redis = await parts.started(startTestRedis());
    const { client, health } = await watched(redis);
    expect(await health.check()).toMatchObject({ status: 'connected' });
    await client.acl('SETUSER', 'default', '-eval');
    expect(await client.ping()).toBe('PONG');
    expect(await health.check()).toMatchObject({ status: 'down', error: expect.stringContaining('NOPERM') });
    await client.acl('SETUSER', 'default', '+eval');
    expect(await health.check()).toMatchObject({ status: 'connected' });
  });

  it('is down when the server hangs', async () => {
    const redis = await parts.started(startTestRedis());
    const { health } = await watched(redis);
    redis.child.kill('SIGSTOP');
    const before = Date.now();
    expect(await health.check()).toMatchObject({ status: 'down', error: 'No answer within 500 ms' });
    expect(Date.now() - before).toBeLessThan(1000);
    redis.child.kill('SIGCONT');
    expect(await health.check()).toMatchObject({ status: 'connected' });
  });
});

describe('inspectServer', () => {
  it('tells what the server is and warns of what loses jobs', async () => {
    const redis = await parts.started(startTestRedis());
    const client = parts.open(connectCommands(at(redis.port), { name: 'test' }));
    await whenReady(client, 2000);
    expect(await inspectServer(client)).toMatchObject({
      engine: 'redis',
      maxmemoryPolicy: 'noeviction',
      aof: false,
      cluster: false,
      warnings: [expect.stringContaining('appendonly is off')],
    });
    await client.config('SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru');
    const { warnings } = await inspectServer(client);
    expect(warnings[0]).toBe(
      'maxmemory-policy allkeys-lru deletes jobs when memory is full: set it to noeviction',
    );
  });

  it('reads Valkey, replicas and full disks', () => {
    const facts = readInfo(
      'redis_version:7.2.4\r\nvalkey_version:8.1.0\r\nrole:slave\r\naof_enabled:1\r\naof_last_write_status:err\r\n',
    );
    expect(facts).toMatchObject({ engine: 'valkey', version: '8.1.0', aof: true });
    expect(facts.warnings).toHaveLength(2);
  });

  it('refuses a server that is too old', async () => {
    const redis = await parts.started(startTestRedis());
    const client = parts.open(connectCommands(at(redis.port), { name: 'test' }));
    client.info = (async () => 'redis_version:6.2.14\r\n') as typeof client.info;
    await expect(inspectServer(client)).rejects.toThrow(
      'REDIS_URL: the server is Redis 6.2.14, which is too old; accepted: a server from Redis 7.0 or Valkey 7.2 on',
    );
  });
});
