import { describe, expect, it } from 'vitest';
import type { JobFacts } from '../../../../src-core/protocol/facts';
import { classesOf, unservedClass } from './unserved';

const factsWith = (workers: JobFacts['workers']): JobFacts => ({
  now: 0,
  queue: {
    name: 'images',
    paused: false,
    waiting: 2,
    active: 0,
    concurrency: null,
    rate: null,
    rateUsedUp: false,
    startedLastMinute: 0,
  },
  ahead: 0,
  workers,
});
const one = (parts: Partial<JobFacts['workers'][number]>) => ({
  id: 'w',
  state: 'running' as const,
  active: 0,
  concurrency: 5,
  servesType: true,
  lacks: [],
  ...parts,
});

describe('classesOf', () => {
  it('groups by type and requirements, whatever their order', () => {
    const jobs = [
      { id: '1', type: 'resize' },
      { id: '2', type: 'resize', requires: { zone: 'eu', gpu: true } },
      { id: '3', type: 'resize', requires: { gpu: true, zone: 'eu' } },
      { id: '4', type: 'crop' },
    ];
    expect(classesOf(jobs, 8).map(({ ids }) => ids)).toEqual([['1'], ['2', '3'], ['4']]);
    expect(classesOf(jobs, 2)).toHaveLength(2);
  });
});

describe('unservedClass', () => {
  const resize = { type: 'resize', ids: ['1', '2'] };

  it('is none when a worker may run it, or nobody is there', () => {
    expect(unservedClass(resize, factsWith([one({ lacks: ['zone eu'] }), one({})]))).toBeNull();
    expect(unservedClass(resize, factsWith([one({ state: 'lost', servesType: false })]))).toBeNull();
  });

  it('names what the nearest worker lacks', () => {
    const workers = [one({ lacks: ['zone eu', 'gpu'] }), one({ lacks: ['gpu'] }), one({ servesType: false })];
    expect(unservedClass(resize, factsWith(workers))).toEqual({
      queue: 'images',
      type: 'resize',
      count: 2,
      exampleId: '1',
      lacks: ['gpu'],
    });
  });

  it('lacks nothing by name when no worker offers the type', () => {
    expect(unservedClass(resize, factsWith([one({ servesType: false })]))?.lacks).toEqual([]);
  });
});
