import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useId, useRef } from 'react';
import { useGridKeys } from './grid-keys';
import { HeldBackBar } from './held-back-bar';
import { gridTemplate, TableHead, TableRow } from './table-rows';
import type { Column, Selection, VirtualTableProps } from './table-types';

export type { Column, Selection };

/** Row height, CSS px. */
const rowPx = 28;

/**
 * A table for very many rows. A grid to screen readers and the keyboard: `j` `k` or the arrows move, Enter opens, `x`
 * or Space selects.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, columns, rowKey, selection, label } = props;
  const scroller = useRef<HTMLTableElement>(null);
  const id = useId();
  const grid = useGridKeys(props, scroller, rowPx);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    // The active row must exist for the grid to point at it.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), grid.active),
    onChange: ({ range }) => {
      if (range && rows.length > 0 && range.endIndex >= rows.length - 20) props.onEndReached?.();
    },
  });
  const template = gridTemplate(columns, selection !== undefined);
  return (
    <div className="vt">
      <HeldBackBar count={props.heldBack ?? 0} onRelease={props.onRelease} />
      <table
        ref={scroller}
        className="vt-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table one can move in is a grid
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + (selection ? 1 : 0)}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={grid.active === null ? undefined : `${id}-${grid.active}`}
        // It has the focus itself and points at its active row.
        tabIndex={0}
        {...grid.handlers}
      >
        <thead className="vt-head">
          <TableHead
            columns={columns}
            template={template}
            rows={rows}
            rowKey={rowKey}
            selection={selection}
          />
        </thead>
        <tbody className="vt-rows" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => (
            <TableRow
              key={rowKey(rows[index] as Row)}
              id={`${id}-${index}`}
              index={index}
              top={start}
              row={rows[index] as Row}
              table={props}
              template={template}
              active={grid.active === index}
              onPick={grid.pick}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && props.empty && <div className="vt-empty">{props.empty}</div>}
    </div>
  );
}

function withRow(indexes: number[], row: number | null): number[] {
  return row === null || indexes.includes(row) ? indexes : [...indexes, row].sort((a, b) => a - b);
}
