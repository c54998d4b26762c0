import { describe, expect, it } from 'vitest';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { chooseGroups, groupKey, holdOrder } from './group-order';

function group(fingerprint: string, over: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    queue: 'images',
    fingerprint,
    code: 'ERROR',
    message: `failed ${fingerprint}`,
    count: 1,
    firstAt: '2026-01-01T00:00:00.000Z',
    lastAt: '2026-01-01T00:00:00.000Z',
    timeline: [],
    types: {},
    workers: {},
    ...over,
  };
}
const names = (groups: ErrorGroup[]) => groups.map(({ fingerprint }) => fingerprint).join(' ');
const all = { queue: '', search: '', sort: 'count' as const };

describe('chooseGroups', () => {
  const groups = [
    group('a', { count: 3, lastAt: '2026-01-01T05:00:00.000Z', workers: { 'rig2:gpu1': 3 } }),
    group('b', { count: 9, lastAt: '2026-01-01T03:00:00.000Z', types: { render: 9 } }),
    group('c', { count: 3, lastAt: '2026-01-01T06:00:00.000Z', queue: 'mail', code: 'SMTP' }),
  ];

  it('sorts by count, and by last seen where counts are equal', () => {
    expect(names(chooseGroups(groups, all))).toBe('b c a');
  });

  it('sorts by when they were seen', () => {
    expect(names(chooseGroups(groups, { ...all, sort: 'last seen' }))).toBe('c a b');
  });

  it('keeps to one queue', () => {
    expect(names(chooseGroups(groups, { ...all, queue: 'images' }))).toBe('b a');
  });

  it.each([
    ['RIG2', 'a'],
    ['render', 'b'],
    ['smtp', 'c'],
    [' failed B ', 'b'],
    ['nothing', ''],
  ])('finds %j', (search, found) => {
    expect(names(chooseGroups(groups, { ...all, search }))).toBe(found);
  });
});

describe('holdOrder', () => {
  const [a, b, c] = [group('a'), group('b'), group('c')] as [ErrorGroup, ErrorGroup, ErrorGroup];
  const keys = (groups: ErrorGroup[]) => groups.map(groupKey);

  it('keeps rows where they are and holds new ones back', () => {
    const newer = { ...a, count: 5 };
    expect(holdOrder([c, b, newer], keys([a, b]))).toEqual({ rows: [newer, b], heldBack: 1 });
  });

  it('lets groups go that are gone', () => {
    expect(holdOrder([b], keys([a, b]))).toEqual({ rows: [b], heldBack: 0 });
  });

  it('shows the first groups at once', () => {
    expect(holdOrder([a, b], [])).toEqual({ rows: [a, b], heldBack: 0 });
  });
});
