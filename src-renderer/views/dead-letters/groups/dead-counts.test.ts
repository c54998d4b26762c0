import { describe, expect, it } from 'vitest';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { deadCounts, mostListed } from './dead-counts';

const groups = (queue: string, many: number, count: number) =>
  Array.from({ length: many }, () => ({ queue, count }) as ErrorGroup);
const known = (dead: number) => new Map([['a', dead]]);

describe('deadCounts', () => {
  it('adds up the groups of each queue, the queue with most first', () => {
    expect(deadCounts([...groups('a', 1, 3), ...groups('b', 2, 4)], new Map())).toEqual([
      { queue: 'b', count: 8, unlisted: 0 },
      { queue: 'a', count: 3, unlisted: 0 },
    ]);
  });

  it('believes the groups while all are listed: the numbers of the queue are of another moment', () => {
    expect(deadCounts(groups('a', 2, 1), known(5))).toEqual([{ queue: 'a', count: 2, unlisted: 0 }]);
  });

  it('believes the queue when groups are left out', () => {
    expect(deadCounts(groups('a', mostListed, 1), known(5300))).toEqual([
      { queue: 'a', count: 5300, unlisted: 5100 },
    ]);
    expect(deadCounts(groups('a', mostListed, 2), known(7))).toEqual([
      { queue: 'a', count: 400, unlisted: 0 },
    ]);
  });
});
