import type { ReactNode } from 'react';

/** One column of a table. */
export interface Column<Row> {
  id: string;
  header: ReactNode;
  /** CSS pixels, or a share of what is left: `'2fr'`. */
  width: number | `${number}fr`;
  align?: 'start' | 'end';
  cell(row: Row): ReactNode;
  /** Shown while the pointer is over the cell. Without it a text that is cut off is shown whole. */
  hint?(row: Row): string;
}

/** The rows chosen to act on, by their keys. */
export interface Selection {
  selected: ReadonlySet<string>;
  onChange(selected: ReadonlySet<string>): void;
}

export interface VirtualTableProps<Row> {
  /** What the rows are, for screen readers: `Dead letters`. */
  label: string;
  /** Any number of them: only those in sight are drawn. */
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowKey(row: Row): string;
  /** Names a row: `job 42, dead`. */
  getRowLabel(row: Row): string;
  /** A class of its own for a row: a ground that tells what belongs together. */
  rowClass?(row: Row): string;
  /** Enter or a click on a row. */
  onOpen?(row: Row): void;
  selection?: Selection;
  /** Rows that came since and are not shown, so that those in use do not move: `37 new`. */
  heldBack?: number;
  onRelease?(): void;
  /** Told whether a row is in use: the pointer is over the table, it has the focus, or it is scrolled down. */
  onInUse?(inUse: boolean): void;
  /** Told when its end is near, to load more. */
  onEndReached?(): void;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** The row that is open beside the table. */
  currentKey?: string;
}
