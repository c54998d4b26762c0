import { describe, expect, it } from 'vitest';
import { Lifecycle } from './lifecycle';

function counted() {
  let running = 0;
  let most = 0;
  const lifecycle = new Lifecycle(
    async () => {
      await Promise.resolve();
      running += 1;
      most = Math.max(most, running);
      return running;
    },
    async () => {
      await Promise.resolve();
      running -= 1;
    },
  );
  return { lifecycle, running: () => running, most: () => most };
}

describe('Lifecycle', () => {
  it('is safe to start twice, stop first, stop twice and stop while starting', async () => {
    const { lifecycle, running } = counted();
    await lifecycle.stop(0);
    const first = lifecycle.start();
    expect(lifecycle.start()).toBe(first);
    const stops = [lifecycle.stop(0), lifecycle.stop(0)];
    await Promise.all([first, ...stops]);
    expect(running()).toBe(0);
  });

  it('never runs twice, whatever the order of calls', async () => {
    const { lifecycle, running, most } = counted();
    const calls: Promise<unknown>[] = [];
    for (let index = 0; index < 500; index += 1) {
      calls.push((index * 7919) % 3 === 0 ? lifecycle.stop(0) : lifecycle.start());
      if (index % 5 === 0) await Promise.resolve();
    }
    await Promise.all(calls);
    await lifecycle.stop(0);
    expect(running()).toBe(0);
    expect(most()).toBe(1);
  });

  it('may be started again after a start that failed', async () => {
    let fail = true;
    const lifecycle = new Lifecycle(
      async () => {
        if (fail) throw new Error('port in use');
        return 1;
      },
      async () => undefined,
    );
    await expect(lifecycle.start()).rejects.toThrow('port in use');
    fail = false;
    await expect(lifecycle.start()).resolves.toBe(1);
  });
});
