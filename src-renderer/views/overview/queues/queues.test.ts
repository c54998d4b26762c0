import { describe, expect, it } from 'vitest';
import { queueNumbers, statsFrame } from '../verdict/stats-frame.fixture';
import { priorityDepths } from './priorities';
import { queueLines } from './queue-lines';

const start = 1_700_000_000_000;

describe('priorityDepths', () => {
  const frame = statsFrame(start, [
    queueNumbers('a', { byPriority: { '5': 3, '0': 1 } }),
    queueNumbers('b', { byPriority: { '5': 2 } }),
  ]);

  it('adds queues up, and names every priority', () => {
    const depths = priorityDepths(frame, '');
    expect(depths.map(({ waiting }) => waiting)).toEqual([1, 0, 0, 0, 0, 5, 0, 0, 0, 0]);
    expect(priorityDepths(frame, 'b')[5]).toEqual({ priority: 5, waiting: 2 });
  });
});

describe('queueLines', () => {
  it('sorts by name, and samples the waiting jobs every 5 s', () => {
    const history = Array.from({ length: 12 }, (_, second) =>
      statsFrame(start + second * 1000, [
        queueNumbers('q10', { counts: { waiting: second }, totals: { added: second * 2 } }),
        ...(second > 8 ? [queueNumbers('q9')] : []),
      ]),
    );
    const lines = queueLines(history[11] as (typeof history)[number], history);
    expect(lines.map(({ name }) => name)).toEqual(['q9', 'q10']);
    expect(lines[1]?.waiting).toHaveLength(60);
    expect(lines[1]?.waiting.slice(-4)).toEqual([null, 4, 9, 11]);
    expect(lines[1]?.trend).toMatchObject({ added: 20, spanMs: 10_000 });
  });
});
