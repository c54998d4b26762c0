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
    <tr className="vt-row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {selection && (
        <th scope="col" className="vt-cell">
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
        </th>
      )}
      {columns.map(({ id, header, align }) => (
        <th key={id} scope="col" className={`vt-cell ${align === 'end' ? 'vt-end' : ''}`}>
          {header}
        </th>
      ))}
    </tr>
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
  ];
  return (
    <tr
      id={id}
      className={className.filter(Boolean).join(' ')}
      aria-rowindex={index + 2}
      aria-selected={selection ? selected : undefined}
      aria-current={currentKey === key ? true : undefined}
      aria-label={getRowLabel(row)}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={(event) => onPick(index, event)}
    >
      {selection && (
        <td className="vt-cell" data-select="">
          <input
            type="checkbox"
            className="vt-check"
            tabIndex={-1}
            aria-label={`Select ${getRowLabel(row)}`}
            checked={selected}
            readOnly
          />
        </td>
      )}
      {columns.map((column) => (
        <Cell key={column.id} column={column} row={row} />
      ))}
    </tr>
  );
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

interface CellProps<Row> {
  column: Column<Row>;
  row: Row;
}

/** Rows are drawn anew whenever one of them moves; what is in a cell only when its row or column is another. */
const Cell = memo(function Cell<Row>({ column, row }: CellProps<Row>) {
  return <td className={`vt-cell ${column.align === 'end' ? 'vt-end' : ''}`}>{column.cell(row)}</td>;
}) as <Row>(props: CellProps<Row>) => ReactNode;
