import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useRef, useState } from 'react';
import { useKeys } from '../frame/keys';
import { useInUse } from './row-use';
import type { VirtualTableProps } from './table-types';

/** What a pointer may do inside a row without opening it. */
const ownClicks = 'a, button, input, label, summary, [role="menuitem"]';

/** The keyboard and the pointer of a table. The active row is remembered by its key: it stays itself when others come. */
export function useGridKeys<Row>(
  table: VirtualTableProps<Row>,
  grid: RefObject<HTMLElement | null>,
  rowPx: number,
) {
  const { rows, rowKey, selection } = table;
  const [place, setPlace] = useState<Place | null>(null);
  const active = place && placeNow(rows, rowKey, place);
  const inUse = useInUse(table.onInUse, grid);

  const moveTo = (index: number) => {
    const bounded = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[bounded];
    if (row === undefined) return;
    setPlace({ key: rowKey(row), index: bounded });
    reveal(grid.current, bounded, rowPx);
  };
  const step = (by: number) => moveTo(active === null ? 0 : active + by);
  const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / rowPx) - 2);
  useRowKeys(table, active, step);

  const picked = (index: number, event: MouseEvent) => {
    const target = event.target as Element;
    moveTo(index);
    const selects = target.closest('[data-select]') || (selection && (event.ctrlKey || event.metaKey));
    if (selects) toggle(table, index);
    // Neither a link in the row nor text marked in it opens the row.
    else if (!target.closest(ownClicks) && getSelection()?.isCollapsed !== false) open(table, index);
  };
  const newest = useRef(picked);
  newest.current = picked;
  /** A click on a row. Always the same function, so that rows are not drawn anew for it. */
  const pick = useCallback((index: number, event: MouseEvent) => newest.current(index, event), []);

  return {
    /** Index of the row the keyboard is at; null before it was used. */
    active,
    pick,
    handlers: {
      ...inUse,
      onKeyDown(event: KeyboardEvent) {
        if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
        const { key } = event;
        if (key === 'ArrowDown') step(1);
        else if (key === 'ArrowUp') step(-1);
        else if (key === 'PageDown') step(page);
        else if (key === 'PageUp') step(-page);
        else if (key === 'Home') moveTo(0);
        else if (key === 'End') moveTo(rows.length - 1);
        else if (key === ' ') toggle(table, active);
        else return;
        event.preventDefault();
      },
    },
  };
}

/** Keys that work wherever the focus is, as long as the table is there. */
function useRowKeys<Row>(
  table: VirtualTableProps<Row>,
  active: number | null,
  step: (by: number) => void,
): void {
  const shared = { group: 'Rows', keyOnly: true };
  useKeys({
    j: { ...shared, label: 'Next row', run: () => step(1) },
    k: { ...shared, label: 'Row before', run: () => step(-1) },
    ...(table.onOpen && { Enter: { ...shared, label: 'Open the row', run: () => open(table, active) } }),
    ...(table.selection && { x: { ...shared, label: 'Select the row', run: () => toggle(table, active) } }),
  });
}

function open<Row>({ rows, onOpen }: VirtualTableProps<Row>, index: number | null): void {
  const row = index === null ? undefined : rows[index];
  if (row !== undefined) onOpen?.(row);
}

function toggle<Row>({ rows, rowKey, selection }: VirtualTableProps<Row>, index: number | null): void {
  const row = index === null ? undefined : rows[index];
  if (row === undefined || !selection) return;
  const key = rowKey(row);
  const selected = new Set(selection.selected);
  if (!selected.delete(key)) selected.add(key);
  selection.onChange(selected);
}

/** The active row's key, and where it was last. */
interface Place {
  key: string;
  index: number;
}

/** Where the active row is by now: rows may have come before it. A row that has gone leaves its place to the next. */
export function placeNow<Row>(
  rows: readonly Row[],
  rowKey: (row: Row) => string,
  { key, index }: Place,
): number | null {
  const there = rows[index];
  if (there !== undefined && rowKey(there) === key) return index;
  const moved = rows.findIndex((row) => rowKey(row) === key);
  if (moved !== -1) return moved;
  return rows.length === 0 ? null : Math.min(index, rows.length - 1);
}

/** Scrolls no more than is needed to see the row below the head. */
function reveal(grid: HTMLElement | null, index: number, rowPx: number): void {
  if (!grid) return;
  const top = index * rowPx;
  const shown = grid.clientHeight - rowPx;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (top + rowPx > grid.scrollTop + shown) grid.scrollTop = top + rowPx - shown;
}
