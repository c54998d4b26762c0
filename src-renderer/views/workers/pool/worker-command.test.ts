import { describe, expect, it } from 'vitest';
import { workerCommand } from './worker-command';

const at = (address: string, ours = false) => ({
  redis: { engine: 'redis', address, ours, dataDir: null },
  dataDir: '/srv/signal box',
});

describe('workerCommand', () => {
  it.each([
    ['10.0.0.5:6379', 'redis://10.0.0.5:6379'],
    ['cache.internal:6380 db 2 with TLS', 'rediss://cache.internal:6380/2'],
    ['[::1]:6379', 'redis://[::1]:6379'],
  ])('names a Redis at %s', (address, url) => {
    expect(workerCommand(at(address)).command).toBe(`npx signalbox worker --redis ${url}`);
  });

  it('names the data directory when the Redis is ours', () => {
    expect(workerCommand(at('127.0.0.1:4000', true)).command).toBe(
      'npx signalbox worker --data "/srv/signal box"',
    );
  });

  it('leaves Sentinels, Clusters and sockets to the settings', () => {
    const { where, command } = workerCommand(at('Cluster at a:7000, b:7001'));
    expect(command).toBe('npx signalbox worker');
    expect(where).toContain('Cluster at a:7000, b:7001');
  });
});
