// biome-ignore-all lint/a11y/useSemanticElements: a table's rows are slow to move, see VirtualTable
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useId, useRef } from 'react';
import { showCellHint } from './cell-hint';
import { useGridKeys } from './grid-keys';
import { HeldBackBar } from './held-back-bar';
import { gridTemplate, TableHead, TableRow } from './table-rows';
import type { Column, Selection, VirtualTableProps } from './table-types';

export type { Column, Selection };

/** Row height, CSS px. */
const rowPx = 28;
/** Rows drawn beyond each edge of what is seen. */
const overscan = 10;

/**
 * A table for very many rows. A grid to screen readers and the keyboard: `j` `k` or the arrows move, Enter opens, `x`
 * or Space selects. No table element: when a row of one is moved, Chromium works out the style of its every cell anew.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { rows, columns, rowKey, selection, label } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const grid = useGridKeys(props, scroller, rowPx);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan,
    // The active row must exist for the grid to point at it.
    rangeExtractor: (range) => withRow(defaultRangeExtractor(range), grid.active),
    onChange: ({ range }) => {
      if (range && rows.length > 0 && range.endIndex >= rows.length - 20) props.onEndReached?.();
    },
  });
  const template = gridTemplate(columns, selection !== undefined);
  const items = useSlots(virtualizer.getVirtualItems(), grid.active, virtualizer.range);
  return (
    <div className="vt">
      <HeldBackBar count={props.heldBack ?? 0} onRelease={props.onRelease} />
      <div
        ref={scroller}
        className="vt-grid"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + (selection ? 1 : 0)}
        aria-multiselectable={selection ? true : undefined}
        aria-activedescendant={grid.active === null ? undefined : `${id}-${grid.active}`}
        // It has the focus itself and points at its active row.
        tabIndex={0}
        {...grid.handlers}
        onPointerOver={(event) => showCellHint(event, props)}
      >
        <div className="vt-head" role="rowgroup">
          <TableHead
            columns={columns}
            template={template}
            rows={rows}
            rowKey={rowKey}
            selection={selection}
          />
        </div>
        <div className="vt-rows" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ slot, index, start }) => (
            <TableRow
              key={slot}
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
        </div>
      </div>
      {rows.length === 0 && props.empty && <div className="vt-empty">{props.empty}</div>}
    </div>
  );
}

/**
 * Rows that leave the sight lend their elements to those that come, in their place of the document: writing new text into
 * an element takes a fraction of making or moving one. The grid's row numbers tell the order.
 */
function useSlots<Item extends { index: number }>(
  items: Item[],
  active: number | null,
  range: { startIndex: number; endIndex: number } | null,
): (Item & { slot: number })[] {
  const most = useRef(1);
  // Just as many as are ever drawn together: a slot too many would stand empty while another is made.
  most.current = Math.max(most.current, items.length);
  const isFar = (index: number) =>
    range !== null && (index < range.startIndex - overscan || index > range.endIndex + overscan);
  return items
    .map((item) => ({
      ...item,
      // The active row is drawn wherever it is.
      slot: item.index === active && isFar(item.index) ? -1 : item.index % most.current,
    }))
    .sort((a, b) => a.slot - b.slot);
}

function withRow(indexes: number[], row: number | null): number[] {
  return row === null || indexes.includes(row) ? indexes : [...indexes, row].sort((a, b) => a - b);
}
