import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { poolBench } from './pool.fixture';

let bench: Awaited<ReturnType<typeof poolBench>>;

beforeAll(async () => {
  bench = await poolBench();
});
afterEach(() => {
  expect(bench.host.running.size).toBe(0);
});
afterAll(() => bench.close());

const quick = { timeoutMs: 5000 };

function kill(pid: number | null | undefined): void {
  if (!pid) throw new Error('no process');
  process.kill(pid, 'SIGKILL');
}

describe('a pool of worker processes', () => {
  it('is ready when its workers are, and gone when it is stopped', async () => {
    const { supervisor, events } = bench.pool(2);
    await supervisor.start();
    expect(supervisor.status()).toMatchObject([
      { name: 'worker-1', workerId: 'test-1', state: 'ready', restarts: 0, counts: { completed: 2 } },
      { name: 'worker-2', workerId: 'test-2', state: 'ready', lastExit: null },
    ]);
    await supervisor.stop(quick);
    expect(supervisor.status()).toEqual([]);
    expect(events).toContainEqual({ type: 'line', name: 'worker-1', line: 'up as test-1' });
    expect(events).toContainEqual({ type: 'log', name: 'worker-1', level: 'info', message: 'drain 4000' });
  });

  it('starts a killed worker again under its name', async () => {
    const { supervisor, until } = bench.pool(1);
    await supervisor.start();
    const first = supervisor.status()[0]?.pid;
    kill(first);
    await until(() => supervisor.status()[0]?.state === 'backoff');
    expect(supervisor.status()[0]).toMatchObject({ pid: null, lastExit: { signal: 'SIGKILL' } });
    await until(() => supervisor.status()[0]?.state === 'ready');
    expect(supervisor.status()[0]).toMatchObject({ name: 'worker-1', workerId: 'test-1', restarts: 1 });
    expect(supervisor.status()[0]?.pid).not.toBe(first);
    await supervisor.stop(quick);
  });

  it('reports a crash loop with its reason and tries again only on demand', async () => {
    const { supervisor, until } = bench.pool(1, 'crash');
    const before = bench.host.spawned;
    await supervisor.start();
    await until(() => supervisor.status()[0]?.state === 'crash-loop');
    expect(bench.host.spawned - before).toBe(5);
    const [worker] = supervisor.status();
    expect(worker).toMatchObject({ pid: null, restarts: 4, lastExit: { code: 7, signal: null } });
    expect(worker?.lastLines.at(-1)).toBe('cannot start: no such thing');
    expect(worker?.retryAt).toBeGreaterThan(Date.now() + 50_000);

    supervisor.retry('worker-1');
    expect(supervisor.status()[0]?.state).toBe('starting');
    await until(() => supervisor.status()[0]?.state === 'crash-loop');
    await supervisor.stop(quick);
    expect(bench.host.spawned - before).toBe(6);
  });

  it('forgets earlier exits once a worker has been up long enough', async () => {
    const timings = { backoffMinMs: 1, backoffMaxMs: 4, stableMs: 0 };
    const { supervisor, until } = bench.pool(1, 'plain', { timings });
    await supervisor.start();
    for (let crash = 1; crash <= 7; crash += 1) {
      // One turn of the timers lets the worker count as stable.
      await new Promise((resolve) => setTimeout(resolve, 5));
      kill(supervisor.status()[0]?.pid);
      await until(
        () => supervisor.status()[0]?.restarts === crash && supervisor.status()[0]?.state === 'ready',
      );
    }
    await supervisor.stop(quick);
  });

  it('scales up at once, and down by letting the surplus finish', async () => {
    const { supervisor, until } = bench.pool(1, 'busy');
    await supervisor.start();
    supervisor.scale(3);
    await until(() => supervisor.status().filter(({ state }) => state === 'ready').length === 3);
    supervisor.scale(1);
    expect(supervisor.status().map(({ state }) => state)).toEqual(['ready', 'draining', 'draining']);
    expect(supervisor.targetSize).toBe(1);
    // The two have a running job: a new worker does not take the name of one that still ends.
    supervisor.scale(2);
    expect(supervisor.status().map(({ name }) => name)).toEqual([
      'worker-1',
      'worker-2',
      'worker-3',
      'worker-4',
    ]);
    await supervisor.stop(quick);
  });

  it('gives up workers that do not run before those that do', async () => {
    const { supervisor, until } = bench.pool(2, 'plain', {
      timings: { backoffMinMs: 60_000, backoffMaxMs: 60_000 },
    });
    await supervisor.start();
    kill(supervisor.status()[0]?.pid);
    await until(() => supervisor.status()[0]?.state === 'backoff');
    supervisor.scale(1);
    await until(() => supervisor.status().length === 1);
    expect(supervisor.status()).toMatchObject([{ name: 'worker-2', state: 'ready' }]);
    await supervisor.stop(quick);
  });

  it('drains one worker and is one smaller', async () => {
    const { supervisor, until } = bench.pool(2);
    await supervisor.start();
    supervisor.act('worker-1', 'drain');
    expect(supervisor.targetSize).toBe(1);
    await until(() => supervisor.status().length === 1);
    expect(supervisor.status()).toMatchObject([{ name: 'worker-2', state: 'ready' }]);
    await supervisor.stop(quick);
  });

  it('restarts a worker when its jobs are done, under its name', async () => {
    const { supervisor, until } = bench.pool(2);
    await supervisor.start();
    const pid = supervisor.status()[0]?.pid;
    supervisor.act('worker-1', 'restart');
    expect(supervisor.status()).toMatchObject([{ name: 'worker-1', state: 'draining' }, { state: 'ready' }]);
    // It comes back: nobody takes its place meanwhile.
    supervisor.scale(2);
    expect(supervisor.status()).toHaveLength(2);
    await until(() => supervisor.status()[0]?.state === 'ready');
    expect(supervisor.status()[0]).toMatchObject({ name: 'worker-1', restarts: 1, lastExit: { code: 0 } });
    expect(supervisor.status()[0]?.pid).not.toBe(pid);
    await supervisor.stop(quick);
  });

  it('kills a worker, which starts again by itself or at once', async () => {
    const timings = { backoffMinMs: 60_000, backoffMaxMs: 60_000 };
    const { supervisor, until } = bench.pool(1, 'busy', { timings });
    await supervisor.start();
    // Killed while it drains for a restart: a crash like any other, so that its jobs are taken back.
    supervisor.act('worker-1', 'restart');
    supervisor.act('worker-1', 'kill');
    await until(() => supervisor.status()[0]?.state === 'backoff');
    supervisor.act('worker-1', 'start');
    await until(() => supervisor.status()[0]?.state === 'ready');
    supervisor.act('worker-1', 'kill');
    await until(() => supervisor.status()[0]?.state === 'backoff');
    expect(supervisor.status()[0]).toMatchObject({ pid: null, lastExit: { signal: 'SIGKILL' } });
    expect(() => supervisor.act('worker-1', 'kill')).toThrow(/no process to kill/);
    supervisor.act('worker-1', 'start');
    await until(() => supervisor.status()[0]?.state === 'ready');
    expect(() => supervisor.act('worker-1', 'start')).toThrow(/it is ready/);
    supervisor.act('worker-1', 'drain');
    expect(() => supervisor.act('worker-1', 'restart')).toThrow(/ends already/);
    supervisor.act('worker-1', 'kill');
    await until(() => supervisor.status().length === 0);
    expect(supervisor.targetSize).toBe(0);
    expect(() => supervisor.act('worker-1', 'kill')).toThrow(/No worker process/);
    await supervisor.stop(quick);
  });

  it('drops a restart when the worker is to end for good', async () => {
    const { supervisor, until } = bench.pool(1, 'busy');
    await supervisor.start();
    supervisor.act('worker-1', 'restart');
    supervisor.scale(0);
    expect(supervisor.status()[0]?.state).toBe('draining');
    supervisor.act('worker-1', 'kill');
    await until(() => supervisor.status().length === 0);
    await supervisor.stop(quick);
  });

  it.each(['deaf', 'linger', 'hang'])('ends a worker that is %s', async (mode) => {
    const { supervisor, until } = bench.pool(1, mode);
    const started = supervisor.start();
    if (mode !== 'hang') await started;
    else await until(() => supervisor.status()[0]?.state === 'starting');
    await supervisor.stop({ timeoutMs: 300 });
    await started;
  });

  it('refuses a size that is none', () => {
    const { supervisor } = bench.pool(0);
    for (const size of [-1, 1.5, 257, Number.NaN]) expect(() => supervisor.scale(size)).toThrow(RangeError);
  });
});

describe('start and stop in any order', () => {
  it('may be called twice, stop first, stop while starting, start while stopping', async () => {
    const { supervisor } = bench.pool(2);
    await supervisor.stop(quick);
    await supervisor.stop(quick);
    expect(supervisor.status()).toEqual([]);
    await Promise.all([supervisor.start(), supervisor.start()]);
    expect(supervisor.status()).toHaveLength(2);
    await Promise.all([supervisor.stop(quick), supervisor.stop(quick)]);
    const starting = supervisor.start();
    await supervisor.stop(quick);
    await starting;
    expect(supervisor.status()).toEqual([]);
    await supervisor.start();
    const stopping = supervisor.stop(quick);
    await supervisor.start();
    await stopping;
    expect(supervisor.status().map(({ state }) => state)).toEqual(['ready', 'ready']);
    await supervisor.stop(quick);
  });

  it('survives a storm of starts, stops, scalings and kills', async () => {
    const { supervisor, until } = bench.pool(2, 'plain', {
      timings: { backoffMinMs: 1, backoffMaxMs: 2, stableMs: 0 },
    });
    // A fixed generator (Lehmer): the same storm every time.
    let seed = 42;
    const draw = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const pending: Promise<void>[] = [];
    for (let step = 0; step < 60; step += 1) {
      const choice = draw(6);
      if (choice < 2) pending.push(supervisor.start());
      else if (choice === 2) pending.push(supervisor.stop({ timeoutMs: draw(3) * 200 }));
      else if (choice === 3) supervisor.scale(draw(4));
      else if (choice === 4)
        supervisor
          .status()
          .filter(({ pid }) => pid)
          .slice(0, 1)
          .map(({ pid }) => kill(pid));
      else await new Promise((resolve) => setTimeout(resolve, draw(60)));
    }
    await Promise.all(pending);
    supervisor.scale(2);
    await supervisor.start();
    const ready = () => supervisor.status().filter(({ state }) => state === 'ready').length === 2;
    supervisor.retry();
    await until(ready);
    await supervisor.stop(quick);
    expect(supervisor.status()).toEqual([]);
  });
});
