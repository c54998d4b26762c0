import { afterEach, describe, expect, it, vi } from 'vitest';
import { SignalboxError } from '../protocol/errors';
import { createBreaker } from './breaker';
import { connectCommands, whenReady } from './connect';
import { isOutage, toSignalboxError } from './redis-errors';
import { Parts, at } from './testing/parts.fixture';
import { startTestRedis } from './testing/redis-process.fixture';

const parts = new Parts();
afterEach(async () => {
  vi.useRealTimers();
  await parts.end();
});

/** Stops the clock that breakers go by; the answer moves it on. Timers go on by themselves. */
function stopClock(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ['Date'] });
  return (ms) => vi.setSystemTime(Date.now() + ms);
}

async function expectQuickRefusal(call: () => Promise<unknown>): Promise<void> {
  const before = performance.now();
  await expect(call()).rejects.toMatchObject({
    code: 'REDIS_UNAVAILABLE',
    message: 'Server busy, please retry your request',
    retryAfterMs: expect.any(Number),
  });
  expect(performance.now() - before).toBeLessThan(100);
}

const away = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));

describe('createBreaker', () => {
  it('opens within 2 s of Redis going away, answers at once from then on, and closes when it is back', async () => {
    const redis = await startTestRedis();
    const client = parts.open(connectCommands(at(redis.port), { name: 'test' }));
    await whenReady(client, 2000);
    const probe = () => client.eval('return 1', 0);
    const breaker = createBreaker({ threshold: 5, halfOpenAfterMs: 300, probe });
    const call = () => breaker.run(() => client.incr('counter'));
    expect(await call()).toBe(1);

    const pass = stopClock();
    await redis.stop();
    const lost = performance.now();
    while (breaker.state === 'closed') {
      await expect(call()).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    }
    expect(performance.now() - lost).toBeLessThan(2000);
    for (let probe = 0; probe < 5; probe++) {
      await expectQuickRefusal(call);
      pass(300);
      await expectQuickRefusal(call);
    }

    await parts.started(startTestRedis([], redis.port));
    await whenReady(client, 5000);
    expect(breaker.state).toBe('open');
    const closed = new Promise<void>((resolve) => {
      breaker.onChange((state) => state === 'closed' && resolve());
    });
    pass(300);
    // The caller who sets off the probe does not wait for it for long.
    await Promise.all([closed, call().catch(() => {})]);
    expect(Number(await call())).toBeGreaterThan(0);
    expect(breaker.state).toBe('closed');
  });

  it('does not let callers wait for a hung Redis while it is open', async () => {
    const pass = stopClock();
    const hang = () => new Promise<never>(() => {});
    const breaker = createBreaker({ threshold: 1, halfOpenAfterMs: 1, probe: hang });
    await expect(breaker.run(away)).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    pass(1);
    for (let call = 0; call < 3; call++) await expectQuickRefusal(() => breaker.run(hang));
    expect(breaker.state).toBe('testing');
  });

  it('tries one caller at a time when it has no probe, and reports its changes', async () => {
    const pass = stopClock();
    const breaker = createBreaker({ threshold: 2, halfOpenAfterMs: 1 });
    const states: string[] = [];
    const off = breaker.onChange((state) => states.push(state));
    for (let call = 0; call < 2; call++) await breaker.run(away).catch(() => {});
    expect(breaker.state).toBe('open');
    pass(1);
    let release: (value: string) => void = () => {};
    const first = breaker.run(() => new Promise<string>((resolve) => (release = resolve)));
    await expect(breaker.run(async () => 'second')).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    release('first');
    expect(await first).toBe('first');
    off();
    expect(states).toEqual(['open', 'testing', 'closed']);
  });

  it('counts no answer of Redis as an outage', async () => {
    const breaker = createBreaker({ threshold: 1 });
    const full = () => Promise.reject(new Error("OOM command not allowed when used memory > 'maxmemory'."));
    await expect(breaker.run(full)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    const lost = new SignalboxError('LEASE_LOST');
    await expect(breaker.run(() => Promise.reject(lost))).rejects.toBe(lost);
    expect(breaker.state).toBe('closed');
  });

  it('costs next to nothing while all is well', async () => {
    const breaker = createBreaker();
    const work = async () => 1;
    for (let run = 0; run < 5000; run++) await breaker.run(work);
    const before = performance.now();
    for (let run = 0; run < 20_000; run++) await breaker.run(work);
    expect((performance.now() - before) / 20_000).toBeLessThan(0.05);
  });
});

describe('toSignalboxError', () => {
  it.each([
    ['Command timed out', 'REDIS_UNAVAILABLE'],
    ["Stream isn't writeable and enableOfflineQueue options is false", 'REDIS_UNAVAILABLE'],
    ['Connection is closed.', 'REDIS_UNAVAILABLE'],
    ["Cluster isn't ready and enableOfflineQueue options is false", 'REDIS_UNAVAILABLE'],
    ['LOADING Redis is loading the dataset in memory', 'REDIS_UNAVAILABLE'],
    ["READONLY You can't write against a read only replica.", 'REDIS_UNAVAILABLE'],
    ['MISCONF Errors writing to the AOF file: No space left on device', 'REDIS_UNAVAILABLE'],
    ['BUSY Redis is busy running a script.', 'REDIS_UNAVAILABLE'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'QUEUE_FULL'],
    ['ERR max requests limit exceeded. Limit: 10000', 'QUEUE_FULL'],
    ['ERR max number of clients reached', 'QUEUE_FULL'],
    ['ERR user_script:1: no such thing', 'INTERNAL'],
  ])('%s -> %s', (message, code) => {
    expect(toSignalboxError(new Error(message)).code).toBe(code);
  });

  it('keeps the catalogue texts, the cause, and errors that are of the catalogue already', () => {
    const timeout = new Error('Command timed out');
    expect(toSignalboxError(timeout)).toMatchObject({
      message: 'Server busy, please retry your request',
      cause: timeout,
      retryAfterMs: 1000,
    });
    expect(toSignalboxError(new Error('OOM')).message).toBe(
      'Service is currently at capacity, please try again later',
    );
    const own = new SignalboxError('JOB_NOT_FOUND');
    expect(toSignalboxError(own)).toBe(own);
    expect(toSignalboxError('text')).toMatchObject({ code: 'INTERNAL' });
  });

  it('knows the outages of names with several addresses', () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(isOutage(new AggregateError([refused, refused]))).toBe(true);
    expect(isOutage(new AggregateError([refused, new Error('other')]))).toBe(false);
    expect(isOutage('ECONNREFUSED')).toBe(false);
  });
});
