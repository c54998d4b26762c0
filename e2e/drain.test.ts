/** SIGTERM with a long job among the running ones. */
import { expect, it, onTestFinished } from 'vitest';
import { RawSocket } from './support/raw-socket';
import { startTestRedis } from './support/redis';
import { startSystem } from './support/system';

it('drains gateway and workers together: a client hears that its job was released before its socket closes', async () => {
  const redis = await startTestRedis();
  onTestFinished(() => redis.stop());
  const system = await startSystem({
    mode: 'serve',
    redisUrl: redis.url,
    args: ['--workers', '1'],
    env: { DRAIN_TIMEOUT: '3s' },
  });
  const socket = await RawSocket.open(system.url, system.clientToken);
  socket.send({ type: 'submit_job', ref: 1, job: { type: 'sleep', payload: { ms: 60_000 } } });
  await socket.find((frame) => frame.type === 'job_state' && frame.state === 'active');
  const running = socket.frames.length;
  await system.stop();
  expect(await socket.closed).toBe(1012);
  const released = socket.frames.slice(running).filter((frame) => frame.type === 'job_state');
  expect(released).toMatchObject([{ state: 'waiting', attempt: 1 }]);
});
