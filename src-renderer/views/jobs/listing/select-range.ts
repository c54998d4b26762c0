import type { JobRow } from './job-row';

/**
 * A selection in which one row was changed, stretched to all rows between it and `anchor`: they are all selected, or all
 * not, as that row is.
 */
export function stretched(
  rows: readonly JobRow[],
  selected: ReadonlySet<string>,
  anchor: string,
  changed: string,
): Set<string> {
  const from = rows.findIndex(({ key }) => key === anchor);
  const to = rows.findIndex(({ key }) => key === changed);
  const next = new Set(selected);
  if (from === -1 || to === -1) return next;
  const on = selected.has(changed);
  for (const { key } of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** The one key that is in only one of two selections; null when there are none or more. */
export function changedKey(before: ReadonlySet<string>, after: ReadonlySet<string>): string | null {
  if (Math.abs(before.size - after.size) !== 1) return null;
  const [larger, smaller] = before.size > after.size ? [before, after] : [after, before];
  for (const key of larger) if (!smaller.has(key)) return key;
  return null;
}
