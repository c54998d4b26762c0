import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';

export const groupSorts = ['last seen', 'first seen', 'count'] as const;
export type GroupSort = (typeof groupSorts)[number];

/** Names a group among those of all queues. */
export function groupKey({ queue, fingerprint }: Pick<ErrorGroup, 'queue' | 'fingerprint'>): string {
  return `${queue}/${fingerprint}`;
}

/** The groups of `queue` ('' = of all) that hold `search` in their message, code, types or workers, in the order asked for. */
export function chooseGroups(
  groups: ErrorGroup[],
  { queue, search, sort }: { queue: string; search: string; sort: GroupSort },
): ErrorGroup[] {
  const text = search.trim().toLowerCase();
  return groups
    .filter((group) => (queue === '' || group.queue === queue) && textOf(group).includes(text))
    .sort((a, b) => compare(a, b, sort) || Date.parse(b.lastAt) - Date.parse(a.lastAt) || byKey(a, b));
}

function compare(a: ErrorGroup, b: ErrorGroup, sort: GroupSort): number {
  if (sort === 'count') return b.count - a.count;
  return sort === 'first seen'
    ? Date.parse(b.firstAt) - Date.parse(a.firstAt)
    : Date.parse(b.lastAt) - Date.parse(a.lastAt);
}

function byKey(a: ErrorGroup, b: ErrorGroup): number {
  return groupKey(a) < groupKey(b) ? -1 : 1;
}

function textOf({ code, message, queue, types, workers }: ErrorGroup): string {
  return [code, message, queue, ...Object.keys(types), ...Object.keys(workers)].join('\n').toLowerCase();
}

/** What is shown in the order that is held, and how many newer groups wait behind it. */
export interface HeldOrder {
  rows: ErrorGroup[];
  heldBack: number;
}

/**
 * Groups in the order they were last shown in, so that none moves under the pointer. Their numbers are up to date; groups that
 * are gone leave, and new ones wait until they are asked for, unless nothing is shown.
 */
export function holdOrder(chosen: ErrorGroup[], shown: readonly string[]): HeldOrder {
  const byName = new Map(chosen.map((group) => [groupKey(group), group]));
  const rows = shown.flatMap((key) => byName.get(key) ?? []);
  return rows.length === 0 ? { rows: chosen, heldBack: 0 } : { rows, heldBack: chosen.length - rows.length };
}
