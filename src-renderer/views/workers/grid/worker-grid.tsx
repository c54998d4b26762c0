import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { formatCount } from '../../../components/format';
import type { RateBook } from '../rate-book';
import type { Machine } from '../worker-entries';
import { type GridLine, gridLines } from './grid-lines';
import { useColumns } from './use-columns';
import { WorkerCell } from './worker-cell';
import styles from './worker-grid.module.css';

interface WorkerGridProps {
  machines: readonly Machine[];
  /** The open worker's id. */
  open: string | null;
  hrefOf(id: string | null): string;
  rates: RateBook;
}

const headPx = 36;
const cellsPx = 88;

/** Machines with their workers beside each other. Only lines in sight are drawn. */
export function WorkerGrid({ machines, open, hrefOf, rates }: WorkerGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(scroller);
  const lines = useMemo(() => gridLines(machines, columns), [machines, columns]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'machine' ? headPx : cellsPx),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 4,
  });
  // Another number of columns or workers makes other lines of other heights.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `lines` is what the heights follow from
  useEffect(() => virtualizer.measure(), [lines, virtualizer]);
  const openLine = lines.findIndex(
    (line) => line.kind === 'cells' && line.entries.some(({ id }) => id === open),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it is opened, not when it moves
  useEffect(() => {
    if (openLine >= 0) virtualizer.scrollToIndex(openLine, { align: 'auto' });
  }, [open]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label="Machines and their workers">
      <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start, size }) => (
          <div
            key={key}
            className={styles.line}
            style={{ transform: `translateY(${start}px)`, height: size }}
          >
            <Line
              line={lines[index] as GridLine}
              columns={columns}
              open={open}
              hrefOf={hrefOf}
              rates={rates}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

type LineProps = Omit<WorkerGridProps, 'machines'> & { line: GridLine; columns: number };

function Line({ line, columns, open, hrefOf, rates }: LineProps) {
  if (line.kind === 'machine') return <MachineHead machine={line.machine} />;
  return (
    <div className={styles.cells} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {line.entries.map((entry) => (
        <WorkerCell
          key={entry.id}
          entry={entry}
          isOpen={entry.id === open}
          to={hrefOf(entry.id)}
          rate={rates.rate(entry.id)}
        />
      ))}
    </div>
  );
}

function MachineHead({ machine: { name, entries, active, slots } }: { machine: Machine }) {
  return (
    <h2 className={styles.machine}>
      <code>{name}</code>
      <span>
        {formatCount(entries.length)} {entries.length === 1 ? 'worker' : 'workers'}, {formatCount(active)} of{' '}
        {formatCount(slots)} busy
      </span>
    </h2>
  );
}
