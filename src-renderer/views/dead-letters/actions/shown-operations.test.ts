import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../../src-core/protocol/operations';
import { shownOperations } from './shown-operations';

const operation = (id: string, startedAt: number, over: Partial<Operation> = {}): Operation => ({
  id,
  kind: 'requeue',
  queue: 'images',
  what: '12 jobs',
  state: 'running',
  total: 12,
  done: 0,
  skipped: 0,
  rate: null,
  startedAt,
  endedAt: null,
  undoUntil: null,
  error: null,
  ...over,
});
const none = new Set<string>();
const ids = (operations: Operation[]) => operations.map(({ id }) => id).join(' ');

describe('shownOperations', () => {
  it('shows what runs, whoever began it, and what ended of ours', () => {
    const live = [
      operation('a', 1),
      operation('b', 2, { state: 'done' }),
      operation('c', 3, { state: 'done' }),
    ];
    expect(ids(shownOperations(live, [operation('b', 2)], none))).toBe('b a');
  });

  it('leaves acts on other jobs to other views', () => {
    expect(shownOperations([operation('a', 1, { kind: 'cancel' })], [], none)).toEqual([]);
  });

  it('takes the newest word, and never one that says it still runs after it ended', () => {
    const begun = [operation('a', 1, { state: 'stopped', done: 7 }), operation('b', 2)];
    const live = [operation('a', 1, { done: 5 }), operation('b', 2, { done: 9 })];
    expect(shownOperations(live, begun, none)).toMatchObject([
      { id: 'b', done: 9 },
      { id: 'a', state: 'stopped', done: 7 },
    ]);
  });

  it('forgets what was taken away, and all but the latest three that ended', () => {
    const begun = [1, 2, 3, 4, 5].map((n) => operation(`o${n}`, n, { state: 'done' }));
    expect(ids(shownOperations([], begun, new Set(['o5'])))).toBe('o4 o3 o2');
  });
});
