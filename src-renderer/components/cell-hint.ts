import type { PointerEvent } from 'react';
import type { VirtualTableProps } from './table-types';

/**
 * Says more about the cell under the pointer: its column's hint, else its whole text where it is cut off. Done when the
 * pointer comes, not when the row is drawn: scrolling past thousands of rows needs none of it.
 */
export function showCellHint<Row>(
  event: PointerEvent,
  { rows, columns, selection }: VirtualTableProps<Row>,
): void {
  const cell = (event.target as Element).closest<HTMLElement>('[role="gridcell"]');
  const line = cell?.parentElement;
  const at = Number(line?.ariaRowIndex) - 2;
  const row = rows[at];
  if (!cell || !line || row === undefined) return;
  const column = columns[[...line.children].indexOf(cell) - (selection ? 1 : 0)];
  const whole = cell.scrollWidth > cell.clientWidth ? (cell.textContent ?? '') : '';
  cell.title = column?.hint?.(row) ?? whole;
}
