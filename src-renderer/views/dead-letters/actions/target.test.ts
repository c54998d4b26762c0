import { describe, expect, it } from 'vitest';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { bodiesOf, countOf, jobsText, placeText, type Target, targetNow } from './target';

const group = { queue: 'images', fingerprint: 'f', count: 1200 } as ErrorGroup;
const jobs = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `j${n}` }) as JobView);

describe('target', () => {
  it.each<[string, Target, number, unknown, string]>([
    [
      'a group',
      { kind: 'group', group },
      1200,
      [{ queue: 'images', group: 'f' }],
      'with this error in images',
    ],
    [
      'jobs',
      { kind: 'jobs', queue: 'mail', jobs: jobs(2) },
      2,
      [{ queue: 'mail', ids: ['j0', 'j1'] }],
      'in mail',
    ],
    [
      'all',
      {
        kind: 'all',
        queues: [
          { queue: 'a', count: 3 },
          { queue: 'b', count: 4 },
        ],
      },
      7,
      [
        { queue: 'a', all: true },
        { queue: 'b', all: true },
      ],
      'in a, b: every dead letter there',
    ],
  ])('knows %s', (_name, target, count, bodies, place) => {
    expect(countOf(target)).toBe(count);
    expect(bodiesOf(target)).toEqual(bodies);
    expect(placeText(target)).toBe(place);
  });

  it('asks in parts when more are chosen than a request may name', () => {
    const sizes = bodiesOf({ kind: 'jobs', queue: 'q', jobs: jobs(2001) }).map(
      (body) => 'ids' in body && body.ids.length,
    );
    expect(sizes).toEqual([1000, 1000, 1]);
  });

  it('is as large as its group is now', () => {
    const target: Target = { kind: 'group', group };
    expect(countOf(targetNow(target, [{ ...group, count: 3 }]))).toBe(3);
    expect(countOf(targetNow(target, [{ ...group, queue: 'mail' }]))).toBe(0);
    const some: Target = { kind: 'jobs', queue: 'images', jobs: jobs(2) };
    expect(targetNow(some, [])).toBe(some);
  });

  it('counts in words', () => {
    expect([1, 5000].map(jobsText)).toEqual(['1 job', '5,000 jobs']);
  });
});
