// biome-ignore-all lint/a11y/useSemanticElements: a table's rows are slow to move, see VirtualTable
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys
import { memo, type MouseEvent, type ReactNode } from 'react';
import type { Column, Selection, VirtualTableProps } from './table-types';

/** Pixels of the column with the check boxes. */
const selectPx = 32;

/** The CSS grid columns of every row. */
export function gridTemplate<Row>(columns: readonly Column<Row>[], selectable: boolean): string {
  const widths = columns.map(({ width }) =>
    typeof width === 'number' ? `${width}px` : `minmax(0, ${width})`,
  );
  return [...(selectable ? [`${selectPx}px`] : []), ...widths].join(' ');
}

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[];
  template: string;
  rows: readonly Row[];
  rowKey(row: Row): string;
  selection?: Selection;
}

/** The names of the columns; stays while rows scroll. */
export function TableHead<Row>({ columns, template, rows, rowKey, selection }: TableHeadProps<Row>) {
  const all = rows.length > 0 && selection !== undefined && selection.selected.size >= rows.length;
  return (
    <div role="row" className="vt-row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {selection && (
        <div role="columnheader" className="vt-cell">
          <input
            type="checkbox"
            className="vt-check"
            tabIndex={-1}
            aria-label={all ? 'Select none' : 'Select all that are listed'}
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = !all && selection.selected.size > 0;
            }}
            onChange={() => selection.onChange(all ? new Set() : new Set(rows.map(rowKey)))}
          />
        </div>
      )}
      {columns.map(({ id, header, align }) => (
        <div key={id} role="columnheader" className={`vt-cell ${align === 'end' ? 'vt-end' : ''}`}>
          {header}
        </div>
      ))}
    </div>
  );
}

interface TableRowProps<Row> {
  id: string;
  index: number;
  /** Pixels from the first row. */
  top: number;
  row: Row;
  table: VirtualTableProps<Row>;
  template: string;
  active: boolean;
  onPick(index: number, event: MouseEvent): void;
}

/** One row where the virtualizer wants it. Scrolling draws only the rows that come into sight. */
export const TableRow = memo(function TableRow<Row>(props: TableRowProps<Row>) {
  const { id, index, top, row, table, template, active, onPick } = props;
  const { columns, selection, rowKey, getRowLabel, currentKey } = table;
  const key = rowKey(row);
  const selected = selection?.selected.has(key) ?? false;
  const className = [
    'vt-row',
    active && 'vt-active',
    selected && 'vt-selected',
    currentKey === key && 'vt-current',
    table.onOpen && 'vt-opens',
    table.rowClass?.(row),
  ];
  return (
    <div
      id={id}
      role="row"
      className={className.filter(Boolean).join(' ')}
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      aria-current={currentKey === key ? true : undefined}
      aria-label={getRowLabel(row)}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={(event) => onPick(index, event)}
    >
      {selection && (
        <div role="gridcell" className="vt-cell" data-select="">
          <input
            type="checkbox"
            className="vt-check"
            tabIndex={-1}
            aria-label={`Select ${getRowLabel(row)}`}
            checked={selected}
            readOnly
          />
        </div>
      )}
      {columns.map((column) => (
        <Cell key={column.id} column={column} row={row} />
      ))}
    </div>
  );
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
}

/** Rows are drawn anew whenever one of them moves; what is in a cell only when its row or column is another. */
const Cell = memo(function Cell<Row>({ column, row }: CellProps<Row>) {
  return (
    <div role="gridcell" className={`vt-cell ${column.align === 'end' ? 'vt-end' : ''}`}>
      {column.cell(row)}
    </div>
  );
}) as <Row>(props: CellProps<Row>) => ReactNode;
