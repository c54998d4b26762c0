import { describe, expect, it } from 'vitest';
import type { JobState } from '../../../../src-core/protocol/job-state';
import type { Operation } from '../../../../src-core/protocol/operations';
import { bulkParts } from './bulk-parts';
import { eligible } from './eligible';
import { mergedOperation } from './merged-operation';

const operation = (change: Partial<Operation>): Operation => ({
  id: 'o1',
  kind: 'cancel',
  queue: 'default',
  what: '10 jobs',
  state: 'done',
  total: 10,
  done: 8,
  skipped: 2,
  rate: null,
  startedAt: 100,
  endedAt: 200,
  undoUntil: null,
  error: null,
  ...change,
});

describe('the requests of an act', () => {
  it('are of one queue each', () => {
    expect(bulkParts({ kind: 'cancel' }, ['a/1', 'b/2', 'a/x/3'])).toEqual([
      { path: '/jobs/cancel', body: { queue: 'a', ids: ['1', 'x/3'] } },
      { path: '/jobs/cancel', body: { queue: 'b', ids: ['2'] } },
    ]);
  });

  it('name no more jobs than the gateway takes', () => {
    const keys = Array.from({ length: 25_000 }, (_, n) => `q/${n}`);
    expect(bulkParts({ kind: 'retry' }, keys).map(({ body }) => body.ids.length)).toEqual([
      10_000, 10_000, 5000,
    ]);
    const requeue = bulkParts({ kind: 'requeue', rate: 5 }, keys);
    expect(requeue).toHaveLength(25);
    expect(requeue[0]).toMatchObject({ path: '/dlq/requeue', body: { rate: 5 } });
    expect(bulkParts({ kind: 'requeue', rate: null }, ['q/1'])[0]?.body).toEqual({ queue: 'q', ids: ['1'] });
  });
});

describe('the parts of an act as one', () => {
  it('go on until the last of them is done', () => {
    expect(mergedOperation([], 5, false)).toBeNull();
    const first = operation({});
    expect(mergedOperation([first], 10, false)).toMatchObject({
      state: 'running',
      total: 20,
      done: 8,
      endedAt: null,
    });
    const second = operation({ state: 'running', done: 3, skipped: 0, queue: 'mail', endedAt: null });
    expect(mergedOperation([first, second], 0, false)).toMatchObject({
      state: 'running',
      total: 20,
      done: 11,
      skipped: 2,
      queue: 'default, mail',
      what: '20 jobs',
    });
    expect(mergedOperation([first, operation({ endedAt: 300 })], 0, false)).toMatchObject({
      state: 'done',
      done: 16,
      skipped: 4,
      endedAt: 300,
    });
  });

  it('are over when they are stopped, or one fails', () => {
    expect(mergedOperation([operation({})], 10, true)).toMatchObject({ state: 'stopped', total: 20 });
    expect(
      mergedOperation([operation({ state: 'failed', error: 'Redis is away' })], 10, false),
    ).toMatchObject({
      state: 'failed',
      error: 'Redis is away',
    });
  });
});

it('an act is for jobs of certain states, and for those never seen', () => {
  const states: Record<string, JobState> = {
    'q/w': 'waiting',
    'q/a': 'active',
    'q/d': 'dead',
    'q/c': 'completed',
  };
  const keys = [...Object.keys(states), 'q/unseen'];
  const of = (kind: 'cancel' | 'retry' | 'requeue') => eligible(kind, keys, (key) => states[key]);
  expect(of('cancel')).toEqual(['q/w', 'q/a', 'q/unseen']);
  expect(of('retry')).toEqual(['q/d', 'q/unseen']);
  expect(of('requeue')).toEqual(['q/d', 'q/unseen']);
});
