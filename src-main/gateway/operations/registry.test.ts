import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Clock, ManyJobs } from '../../../src-core/queue/many-jobs';
import { Operations, type Order } from './registry';

/** Time that passes only when somebody sleeps. */
class VirtualClock implements Clock {
  time = 0;
  now(): number {
    return this.time;
  }
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) this.time += ms;
  }
}

const log = pino({ level: 'silent' });

/** Work on `total` jobs that notes when it did how many. */
function counting(total: number, clock: Clock) {
  const slices: { at: number; size: number }[] = [];
  let left = total;
  const work: ManyJobs = {
    total,
    next: async (most) => {
      const done = Math.min(left, most);
      left -= done;
      slices.push({ at: clock.now(), size: done });
      return { done, skipped: 0, over: left === 0 };
    },
  };
  return { work, slices };
}

function order(work: ManyJobs, rate: number | null = null): Order {
  return { kind: 'requeue', queue: 'q', what: `${work.total} jobs`, rate, undoUntil: null, work };
}

/** Resolves when the operation is in one of the states. */
function when(operations: Operations, id: string, wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (wanted()) {
        leave();
        resolve();
      }
    };
    const leave = operations.onChange(look);
    if (operations.get(id)) look();
  });
}

const ended = (operations: Operations, id: string) =>
  when(operations, id, () => operations.get(id).endedAt !== null);

describe('a paced operation', () => {
  it.each([0.5, 3, 20, 150, 2000])('keeps %d a second from its beginning to its end', async (rate) => {
    const clock = new VirtualClock();
    const operations = new Operations({ log, clock });
    const total = Math.ceil(rate * 10);
    const { work, slices } = counting(total, clock);
    const { id } = operations.start(order(work, rate));
    await ended(operations, id);
    expect(operations.get(id)).toMatchObject({ state: 'done', done: total, total, rate });
    // The first goes at once, the last when its time has come.
    expect(clock.time).toBeGreaterThan((1000 * (total - 1)) / rate - 150);
    expect(clock.time).toBeLessThan((1000 * total) / rate + 150);
    for (const { at } of slices) {
      const inSecond = slices.filter((slice) => slice.at > at - 1000 && slice.at <= at);
      expect(inSecond.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(
        Math.ceil(rate * 1.1) + 1,
      );
    }
  });

  it('does not catch up after a stall', async () => {
    const clock = new VirtualClock();
    const operations = new Operations({ log, clock });
    const { work, slices } = counting(1000, clock);
    const stalling: ManyJobs = {
      total: 1000,
      next: (most) => {
        if (slices.length === 10) clock.time += 30_000;
        return work.next(most);
      },
    };
    const { id } = operations.start(order(stalling, 100));
    await ended(operations, id);
    expect(Math.max(...slices.map(({ size }) => size))).toBeLessThanOrEqual(10);
    expect(clock.time).toBeGreaterThan(39_000);
  });

  it('stops after the slice under way', async () => {
    const clock = new VirtualClock();
    const operations = new Operations({ log, clock });
    const { work } = counting(1000, clock);
    const { id } = operations.start(order(work, 100));
    await when(operations, id, () => operations.get(id).done >= 40);
    const stopped = await operations.stop(id);
    expect(stopped).toMatchObject({ state: 'stopped', total: 1000 });
    expect(stopped.done).toBeLessThan(80);
    expect(stopped.endedAt).not.toBeNull();
    expect(await operations.stop(id)).toEqual(stopped);
  });
});

describe('an operation', () => {
  it('with nothing to do is done', async () => {
    const operations = new Operations({ log });
    const { id } = operations.start(order(counting(0, new VirtualClock()).work));
    await ended(operations, id);
    expect(operations.get(id)).toMatchObject({ state: 'done', done: 0 });
  });

  it('outlasts a Redis that is away for a while, but not for ever', async () => {
    const clock = new VirtualClock();
    const operations = new Operations({ log, clock });
    let failures = 5;
    const flaky: ManyJobs = {
      total: 1,
      next: async () => {
        if (failures-- > 0) throw new SignalboxError('REDIS_UNAVAILABLE');
        return { done: 1, skipped: 0, over: true };
      },
    };
    const first = operations.start(order(flaky));
    await ended(operations, first.id);
    expect(operations.get(first.id)).toMatchObject({ state: 'done', done: 1 });
    failures = Number.POSITIVE_INFINITY;
    const second = operations.start(order(flaky));
    await ended(operations, second.id);
    expect(operations.get(second.id)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('busy'),
    });
    expect(clock.time).toBeGreaterThan(60_000);
  });

  it('is remembered among the last 100, newest first', async () => {
    const operations = new Operations({ log });
    const ids: string[] = [];
    for (let n = 0; n < 105; n++) {
      const { id } = operations.start(order(counting(1, new VirtualClock()).work));
      ids.push(id);
      await ended(operations, id);
    }
    expect(operations.list().map(({ id }) => id)).toEqual(ids.slice(5).reverse());
    expect(() => operations.get(ids[0] as string)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it('is refused when 100 run, and all end when the gateway drains', async () => {
    const operations = new Operations({ log });
    const endless: ManyJobs = { total: 9, next: async () => ({ done: 0, skipped: 0, over: false }) };
    // A slow rate: each sleeps for long after its first job.
    const slow = () => order({ ...endless, next: async () => ({ done: 1, skipped: 0, over: false }) }, 0.1);
    for (let n = 0; n < 100; n++) operations.start(slow());
    expect(() => operations.start(slow())).toThrow(expect.objectContaining({ code: 'QUEUE_FULL' }));
    await operations.close();
    expect(new Set(operations.list().map(({ state }) => state))).toEqual(new Set(['stopped']));
    expect(() => operations.start(slow())).toThrow(expect.objectContaining({ code: 'DRAINING' }));
  });
});
