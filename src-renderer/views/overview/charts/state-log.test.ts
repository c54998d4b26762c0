import { describe, expect, it } from 'vitest';
import { queueNumbers, statsFrame } from '../verdict/stats-frame.fixture';
import { StateLog } from './state-log';

const start = 1_699_999_200_000;

describe('StateLog', () => {
  it('adds queues up, and keeps the newest frame of each 10 s', () => {
    const log = new StateLog();
    for (const second of [0, 4, 9, 10, 11])
      log.note(
        statsFrame(start + second * 1000, [
          queueNumbers('a', { counts: { waiting: second, active: 1 }, oldestWaitMs: 50 }),
          queueNumbers('b', { counts: { waiting: 100, scheduled: 2 }, oldestWaitMs: 20 }),
        ]),
      );
    expect(log.samples('')).toEqual([
      { at: start + 9_000, waiting: 109, scheduled: 2, active: 1, oldestWaitMs: 50 },
      { at: start + 11_000, waiting: 111, scheduled: 2, active: 1, oldestWaitMs: 50 },
    ]);
    expect(log.samples('b')).toMatchObject([{ waiting: 100 }, { waiting: 100 }]);
    expect(log.samples('none')).toEqual([]);
  });

  it('keeps an hour finely and a day coarsely', () => {
    const log = new StateLog();
    const hours = 30;
    for (let step = 0; step <= hours * 360; step += 1)
      log.note(statsFrame(start + step * 10_000, [queueNumbers('a')]));
    const samples = log.samples('a');
    expect(samples).toHaveLength(360 + 23 * 30);
    expect(samples.map(({ at }) => at)).toEqual(samples.map(({ at }) => at).sort((a, b) => a - b));
    log.clear();
    expect(log.samples('')).toEqual([]);
  });
});
