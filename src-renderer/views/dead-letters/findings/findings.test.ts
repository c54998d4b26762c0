import { describe, expect, it } from 'vitest';
import type { JobView } from '../../../../src-core/protocol/http';
import { findingsOf } from './findings';
import { sharedText, tellingCells, tellingText, varyingText } from './findings-text';

function job(n: number, state: 'dead' | 'completed', over: Partial<JobView>): JobView {
  return {
    id: `job${n}`,
    queue: 'images',
    type: 'render',
    state,
    priority: 5,
    createdAt: new Date(1_700_000_000_000 + n * 1000).toISOString(),
    attempt: 1,
    attempts: 4,
    timeoutMs: 90_000,
    history: [],
    ...over,
  };
}
const many = (count: number, state: 'dead' | 'completed', over: (n: number) => Partial<JobView>): JobView[] =>
  Array.from({ length: count }, (_, n) => job(n, state, over(n)));
const worker = (n: number) => `rig${n % 4}:gpu${n % 2}`;

describe('findingsOf', () => {
  it('finds the one worker all dead jobs ran on, and that no other did', () => {
    const dead = many(12, 'dead', (n) => ({ worker: 'rig2:gpu1', payload: { seed: n } }));
    const passed = many(200, 'completed', (n) => ({ worker: worker(n), payload: { seed: n * 7 } }));
    const { telling, varying } = findingsOf(dead, passed);
    expect(telling).toEqual([
      { kind: 'shared', field: 'worker', value: 'rig2:gpu1', count: 12, passing: { same: 0, of: 200 } },
    ]);
    expect(varying).toEqual([{ field: 'payload.seed', distinct: 12, value: 0, count: 1 }]);
    expect(tellingText(telling[0] as never, { dead: 12, count: 12 })).toEqual({
      claim: 'All 12 ran on',
      value: 'rig2:gpu1',
      evidence: 'none of 200 that passed',
    });
  });

  it('leaves the machine out where the worker says it', () => {
    const dead = many(12, 'dead', () => ({ worker: 'rig2:gpu1' }));
    const passed = many(200, 'completed', (n) => ({ worker: n % 2 ? 'rig2:gpu0' : 'rig2:gpu1' }));
    const { telling, common } = findingsOf(dead, passed);
    expect([...telling, ...common].map(({ field }) => field)).not.toContain('machine');
  });

  it('does not call telling what those that passed have as well', () => {
    const dead = many(12, 'dead', () => ({ payload: { model: 'xl' } }));
    const passed = many(100, 'completed', (n) => ({ payload: { model: n < 60 ? 'xl' : 'base' } }));
    const found = findingsOf(dead, passed);
    expect(found.telling).toEqual([]);
    expect(found.common.map(({ field }) => field)).toEqual(['type', 'priority', 'payload.model']);
  });

  it('says what is in common when nothing has passed', () => {
    const dead = many(3, 'dead', (n) => ({ worker: 'rig2:gpu1', payload: { n } }));
    const found = findingsOf(dead, []);
    expect(found.telling).toEqual([]);
    expect(found.common.map(({ field, value, passing }) => [field, value, passing])).toEqual([
      ['worker', 'rig2:gpu1', null],
      ['type', 'render', null],
      ['priority', 5, null],
    ]);
    expect(sharedText(found.common[0] as never, { dead: 3, count: 3 }).claim).toBe('All 3 ran on');
  });

  it('finds what most of them share', () => {
    const dead = many(12, 'dead', (n) => ({ clientId: n === 0 ? 'shop' : 'batch' }));
    const passed = many(50, 'completed', () => ({ clientId: 'shop' }));
    const { telling } = findingsOf(dead, passed);
    expect(telling).toMatchObject([{ field: 'client', value: 'batch', count: 11 }]);
    expect(tellingText(telling[0] as never, { dead: 12, count: 12 }).claim).toBe('11 of 12 came from client');
  });

  it('finds a field the dead jobs lack', () => {
    const dead = many(4, 'dead', () => ({ payload: { to: 'a@example.com' } }));
    const passed = many(40, 'completed', () => ({ payload: { to: 'a@example.com', from: { name: 'x' } } }));
    const { telling } = findingsOf(dead, passed);
    expect(telling).toEqual([{ kind: 'missing', field: 'payload.from.name', passing: { same: 0, of: 40 } }]);
    expect(tellingText(telling[0] as never, { dead: 4, count: 4 })).toEqual({
      claim: 'None of the 4 has payload.from.name',
      value: null,
      evidence: '40 of 40 that passed have it',
    });
  });

  it('finds numbers that lie apart', () => {
    const dead = many(5, 'dead', (n) => ({ payload: { width: 4096 + n } }));
    const passed = many(60, 'completed', (n) => ({ payload: { width: 256 + ((n * 613) % 1000) } }));
    const { telling } = findingsOf(dead, passed);
    expect(telling).toMatchObject([{ kind: 'apart', field: 'payload.width', dead: [4096, 4100] }]);
    expect(tellingText(telling[0] as never, { dead: 5, count: 5 })).toMatchObject({
      claim: 'All 5 have payload.width of',
      value: '4096 to 4100',
    });
  });

  it('takes a counter that lies apart for what it is: another time', () => {
    const dead = many(5, 'dead', (n) => ({ payload: { n } }));
    const passed = many(60, 'completed', (n) => ({ payload: { n: 1000 + n } }));
    expect(findingsOf(dead, passed).telling).toEqual([]);
  });

  it('makes nothing of the ids of a single job', () => {
    const dead = [job(1, 'dead', { payload: { order: 'o-1', country: 'IS' } })];
    const passed = many(200, 'completed', (n) => ({ payload: { order: `o-${n + 5}`, country: 'DE' } }));
    expect(findingsOf(dead, passed).telling.map(({ field }) => field)).toEqual(['payload.country']);
  });

  it('makes nothing of a coincidence of two', () => {
    const dead = many(2, 'dead', () => ({ payload: { size: 'm' } }));
    const passed = many(100, 'completed', (n) => ({ payload: { size: ['s', 'm', 'l', 'xl'][n % 4] } }));
    expect(findingsOf(dead, passed).telling).toEqual([]);
  });

  it('looks into labels, requirements, arrays and payloads that are no objects', () => {
    const dead = many(2, 'dead', (n) => ({
      labels: { zone: 'eu' },
      requires: { memory: { gte: 24_000 } },
      payload: n === 0 ? [1, { a: [] }] : 'text',
    }));
    const { common, varying } = findingsOf(dead, []);
    expect(common.map(({ field }) => field)).toEqual([
      'type',
      'priority',
      'label zone',
      'requires memory.gte',
    ]);
    expect(varying.map(({ field }) => field)).toEqual([
      'number of payload',
      'payload[0]',
      'payload[1].a',
      'payload',
    ]);
  });
});

describe('sharedText', () => {
  it.each([
    [1, 1, 1, 'It ran on'],
    [2, 2, 2, 'Both ran on'],
    [3, 3, 3, 'All 3 ran on'],
    [2, 3, 3, '2 of 3 ran on'],
    [200, 200, 5000, 'The newest 200 ran on'],
    [180, 200, 5000, '180 of the newest 200 ran on'],
  ])('says of %i among %i compared of %i: %s', (holding, dead, count, claim) => {
    const shared = { kind: 'shared', field: 'worker', value: 'w', count: holding, passing: null } as const;
    expect(sharedText(shared, { dead, count }).claim).toBe(claim);
  });
});

describe('tellingCells', () => {
  it.each([
    [
      { kind: 'shared', field: 'worker', value: 'rig2:gpu1', count: 12, passing: { same: 51, of: 200 } },
      ['rig2:gpu1', '', '51 (26 %)'],
    ],
    [
      { kind: 'shared', field: 'client', value: 'batch', count: 11, passing: { same: 0, of: 200 } },
      ['batch', '11 of 12', 'none'],
    ],
    [{ kind: 'shared', field: 'client', value: '', count: 12, passing: null }, ['""', '', '']],
    [
      { kind: 'missing', field: 'payload.from', passing: { same: 0, of: 40 } },
      [null, 'absent', 'all have it'],
    ],
    [
      { kind: 'apart', field: 'payload.width', dead: [4096, 4096], passed: [256, 2048] },
      ['4096', '', '256 to 2048'],
    ],
  ] as const)('puts %j in cells', (finding, [value, deadText, passedText]) => {
    expect(tellingCells(finding as never, 12)).toEqual({ value, deadText, passedText });
  });
});

describe('varyingText', () => {
  it.each([
    [1, 8, 'absent from 4 of 12, else'],
    [4, 5, '4 values, most often'],
    [12, 1, 'another in each of 12'],
    [3, 1, 'another in each of the 3 that have it'],
  ])('says what %i values, the first in %i of 12, are', (distinct, count, text) => {
    expect(varyingText({ field: 'f', distinct, value: 1, count }, 12)).toBe(text);
  });
});
