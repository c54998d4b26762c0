import { describe, expect, it } from 'vitest';
import { totalsOf } from '../numbers/totals';
import { calmWords } from './calm-words';
import { workersInWords } from './queue-workers';
import { queueNumbers, statsFrame } from './stats-frame.fixture';
import { formatSpan, jobsWait, shorten } from './words';

describe('words', () => {
  it('counts in words', () => {
    expect(jobsWait(1, 4_000)).toBe('1 job waits, 4 s so far');
    expect(jobsWait(1200)).toBe('1,200 jobs wait');
    expect([9_000, 52_000, 119_000, 300_000].map(formatSpan)).toEqual(['10 s', '50 s', '2 min', '5 min']);
    expect(shorten('first line\nsecond', 8)).toBe('first l…');
  });

  it.each([
    [0, 0, 'no worker'],
    [1, 0, '1 worker, not busy'],
    [1, 1, '1 worker, busy'],
    [2, 2, '2 workers, both busy'],
    [5, 5, '5 workers, all busy'],
    [5, 0, '5 workers, none busy'],
    [5, 2, '5 workers, 2 busy'],
  ])('%d running, %d busy: %s', (running, busy, text) => {
    expect(workersInWords({ running, busy })).toBe(text);
  });
});

describe('calmWords', () => {
  const words = (parts: Parameters<typeof queueNumbers>[1]) => {
    const frame = statsFrame(10_000, [queueNumbers('a', parts)]);
    const before = statsFrame(0, [queueNumbers('a')]);
    return calmWords(frame, totalsOf(frame, [before, frame], ''));
  };

  it('says who works, how fast, and how long jobs wait', () => {
    expect(words({})).toBe('2 workers, no job moves, nothing waits');
    expect(words({ totals: { added: 120, completed: 120 }, counts: { active: 3 }, oldestWaitMs: 200 })).toBe(
      '2 workers, 12 jobs/s, the oldest wait is 200 ms',
    );
    expect(words({ counts: { active: 1 } })).toBe('2 workers, no job moves, 1 job running, nothing waits');
  });
});
