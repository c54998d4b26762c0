import { describe, expect, it } from 'vitest';
import { queueNumbers, statsFrame } from '../verdict/stats-frame.fixture';
import { idleCost } from './idle-cost';
import { totalsOf } from './totals';

const start = 1_700_000_000_000;

describe('totalsOf', () => {
  const history = Array.from({ length: 61 }, (_, second) =>
    statsFrame(start + second * 1000, [
      queueNumbers('a', {
        counts: { waiting: 4, scheduled: 1, active: 2, dead: 3 },
        totals: { added: second * 10, completed: second * 6, failed: second * 2, dead: second },
        oldestWaitMs: 70,
      }),
      queueNumbers('b', { counts: { waiting: 1 }, totals: { added: 5 } }),
    ]),
  );
  const newest = history.at(-1) as (typeof history)[number];

  it('adds queues up', () => {
    const totals = totalsOf(newest, history, '');
    expect(totals).toMatchObject({
      waiting: 5,
      scheduled: 1,
      active: 2,
      dead: 3,
      oldestWaitMs: 70,
      added: 605,
    });
    expect(totals.inPerSecond).toBeCloseTo(10);
    expect(totals.outPerSecond).toBeCloseTo(7);
    expect(totals.failedPercent).toBeCloseTo(25);
  });

  it('tells one queue, and what is not known', () => {
    expect(totalsOf(newest, history, 'b')).toMatchObject({
      waiting: 1,
      inPerSecond: 0,
      oldestWaitMs: null,
      failedPercent: null,
    });
    expect(totalsOf(newest, [newest], 'a').inPerSecond).toBeNull();
  });
});

describe('idleCost', () => {
  const at = (second: number, added: number, opsPerSecond: number) =>
    statsFrame(start + second * 1000, [queueNumbers('a', { totals: { added } })], {
      redis: { opsPerSecond },
      gateway: { sockets: 10 },
    });

  it('takes only moments in which nothing moved', () => {
    const history = [at(0, 0, 900), ...[1, 2, 3, 4, 5].map((second) => at(second, 0, 4)), at(6, 1, 900)];
    expect(idleCost(history)).toEqual({ commandsPerSecond: 4, perSocketMinute: 24 });
  });

  it('is not known of a busy system', () => {
    expect(idleCost([0, 1, 2, 3, 4, 5, 6].map((second) => at(second, second, 900)))).toBeNull();
  });
});
