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
  const cell = (event.target as Element).closest<HTMLTableCellElement>('td.vt-cell');
  const at = Number(cell?.closest('tr')?.ariaRowIndex) - 2;
  const row = rows[at];
  if (!cell || row === undefined) return;
  const column = columns[cell.cellIndex - (selection ? 1 : 0)];
  const whole = cell.scrollWidth > cell.clientWidth ? (cell.textContent ?? '') : '';
  cell.title = column?.hint?.(row) ?? whole;
}
