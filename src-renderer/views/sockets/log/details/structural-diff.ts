import { type PathStep, pathText } from '../../../../../src-core/conversation/json-path/json-path';

/** One place where two JSON values differ. */
export interface Change {
  /** `$.job.payload.n`. */
  path: string;
  kind: 'added' | 'removed' | 'changed';
  /** Absent where it was added. */
  before?: unknown;
  /** Absent where it was removed. */
  after?: unknown;
}

export interface StructuralDiff {
  changes: Change[];
  /** Fields and entries that are the same, those inside of others not counted. */
  equal: number;
}

/** What differs between two JSON values, field by field in the order of the first; entries of lists by their place. */
export function structuralDiff(before: unknown, after: unknown): StructuralDiff {
  const diff: StructuralDiff = { changes: [], equal: 0 };
  compare(before, after, [], diff);
  return diff;
}

function compare(before: unknown, after: unknown, path: readonly PathStep[], diff: StructuralDiff): void {
  if (!isBranch(before) || !isBranch(after) || Array.isArray(before) !== Array.isArray(after)) {
    if (before === after) diff.equal += 1;
    else diff.changes.push({ path: pathText(path), kind: 'changed', before, after });
    return;
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (keys.size === 0) diff.equal += 1;
  for (const key of keys) {
    const inside = [...path, Array.isArray(before) ? Number(key) : key];
    if (!Object.hasOwn(after, key))
      diff.changes.push({ path: pathText(inside), kind: 'removed', before: before[key] });
    else if (!Object.hasOwn(before, key))
      diff.changes.push({ path: pathText(inside), kind: 'added', after: after[key] });
    else compare(before[key], after[key], inside, diff);
  }
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
