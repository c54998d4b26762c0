import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestRedis, type TestRedis } from '../../e2e/support/redis';
import { Queue } from '../../src-core/queue/queue';
import { type Handler, HandlerError } from '../handlers/handler';
import { Worker } from './worker';

let redis: TestRedis;
let queue: Queue;
const workers: Worker[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  queue = new Queue(`t-${randomBytes(5).toString('hex')}`, { redis: redis.url });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop({ timeoutMs: 100 })));
  await queue.close();
});

async function startWorker(
  handlers: Record<string, Handler>,
  concurrency = 4,
  leaseMs = 30_000,
): Promise<Worker> {
  const worker = new Worker(queue.name, { redis: redis.url, handlers, concurrency, leaseMs });
  workers.push(worker);
  await worker.start();
  return worker;
}

/** A promise and the function that resolves it. */
function signal<T = void>() {
  let fire: (value: T) => void = () => undefined;
  const heard = new Promise<T>((resolve) => {
    fire = resolve;
  });
  return { fire, heard };
}

describe('Worker', () => {
  it('runs at most `concurrency` jobs at once, and all of them', async () => {
    let now = 0;
    let most = 0;
    const allBusy = signal();
    await startWorker({
      t: async (job) => {
        now += 1;
        most = Math.max(most, now);
        if (now === 4) allBusy.fire();
        await allBusy.heard;
        now -= 1;
        return job.payload;
      },
    });
    const added = await queue.addMany(Array.from({ length: 200 }, (_, n) => ({ type: 't', payload: n })));
    const results = await Promise.all(added.map(({ id }) => queue.result(id)));
    expect(results).toEqual(added.map((_, n) => n));
    expect(most).toBe(4);
  });

  it('starts jobs that come while it sleeps, of a type nobody had used before', async () => {
    await startWorker({ fresh: () => 'ok' });
    const { id } = await queue.add('fresh');
    expect(await queue.result(id, { timeoutMs: 5000 })).toBe('ok');
  });

  it('aborts a running job that is cancelled elsewhere, and goes on with others', async () => {
    const started = signal();
    const aborted = signal<string>();
    await startWorker(
      {
        hang: (_job, { signal: abort }) =>
          new Promise((_resolve, reject) => {
            abort.addEventListener('abort', () => {
              aborted.fire((abort.reason as { code: string }).code);
              reject(abort.reason);
            });
            started.fire();
          }),
        quick: () => 1,
      },
      1,
    );
    const { id } = await queue.add('hang');
    const next = await queue.add('quick');
    await started.heard;
    expect(await queue.cancel(id)).toEqual({ state: 'cancelled', wasRunning: true });
    expect(await aborted.heard).toBe('JOB_CANCELLED');
    expect(await queue.result(next.id, { timeoutMs: 5000 })).toBe(1);
    expect((await queue.get(id))?.state).toBe('cancelled');
  });

  it('fails a job that runs longer than its timeout, though the handler never ends', async () => {
    await startWorker({ stuck: () => new Promise(() => undefined) });
    const { id } = await queue.add('stuck', null, { timeoutMs: 20, attempts: 1 });
    await expect(queue.result(id, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 'JOB_TIMEOUT' });
    expect((await queue.get(id))?.history[0]?.outcome).toBe('timeout');
  });

  it('retries errors and gives up at once on those marked not retryable', async () => {
    const seen: number[] = [];
    await startWorker({
      flaky: (_job, { attempt }) => {
        seen.push(attempt);
        if (attempt < 3) throw new Error('not yet');
        return attempt;
      },
      never: () => {
        throw new HandlerError('BAD_INPUT', 'no', { retryable: false });
      },
    });
    const flaky = await queue.add('flaky', null, { backoff: { kind: 'fixed', baseMs: 1 } });
    const never = await queue.add('never');
    expect(await queue.result(flaky.id, { timeoutMs: 5000 })).toBe(3);
    expect(seen).toEqual([1, 2, 3]);
    await expect(queue.result(never.id, { timeoutMs: 5000 })).rejects.toMatchObject({
      message: 'BAD_INPUT: no',
    });
  });

  it('releases what still runs when it is stopped, without wasting an attempt', async () => {
    const started = signal();
    const first = await startWorker({
      long: (_job, context) =>
        new Promise((_resolve, reject) => {
          context.signal.addEventListener('abort', () => reject(context.signal.reason));
          started.fire();
        }),
    });
    const { id } = await queue.add('long', null, { attempts: 1 });
    await started.heard;
    await first.stop({ timeoutMs: 0 });
    expect(await queue.get(id)).toMatchObject({ state: 'waiting', history: [{ outcome: 'released' }] });
    await startWorker({ long: () => 'done' });
    expect(await queue.result(id, { timeoutMs: 5000 })).toBe('done');
  });

  it('fails a job whose result has no JSON form', async () => {
    await startWorker({ odd: () => 10n });
    const { id } = await queue.add('odd');
    await expect(queue.result(id, { timeoutMs: 5000 })).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  });

  it('may be started and stopped in any order', async () => {
    const worker = new Worker(queue.name, { redis: redis.url, handlers: {} });
    await worker.stop();
    await worker.start();
    await worker.stop();
    const other = new Worker(queue.name, { redis: redis.url, handlers: {} });
    const starting = other.start();
    await Promise.all([starting, other.start(), other.stop(), other.stop()]);
    expect(other.stats().active).toBe(0);
  });
});
