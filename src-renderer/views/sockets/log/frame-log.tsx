import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useRef } from 'react';
import { Group as Panels, Panel, useDefaultLayout } from 'react-resizable-panels';
import { EmptyState } from '../../../components/empty-state';
import { VirtualTable } from '../../../components/virtual-table';
import { FrameDetails } from './details/frame-details';
import { isFiltered, type LogFilter } from './filter';
import { FilterBar } from './filters/filter-bar';
import type { LoggedFrame } from './frames';
import type { Listing } from './listing';
import { LogLine } from './log-line';
import { useLogState } from './log-state';
import { logColumns, rowClass, rowLabel } from './rows/columns';
import { useScrolled } from './use-scrolled';
import { useListing } from './use-listing';
import { useLogFilter } from './use-log-filter';
import styles from './log.module.css';
import { PanelSeparator } from '../../../components/panel-separator';

/** Everything that went over the wires, on one clock. */
export function FrameLog() {
  const { filter, change, clear } = useLogFilter();
  const table = useRef<HTMLDivElement>(null);
  const listing = useListing(filter, table);
  const open = useLogState((state) => state.open);
  const scrolled = useScrolled();
  const columns = useDefaultLayout({ id: 'sockets-log' });
  return (
    <section className={styles.log} aria-label="Log">
      <FilterBar filter={filter} change={change} clear={clear} />
      <LogLine listing={listing} filter={filter} />
      <Panels orientation="horizontal" className={styles.panes} {...columns}>
        <Panel id="frames" minSize={320}>
          <div ref={table} className={styles.table} onScrollCapture={scrolled}>
            <Rows listing={listing} filter={filter} open={open} onAll={clear} />
          </div>
        </Panel>
        {open && <PanelSeparator />}
        {open && (
          <Panel id="details" defaultSize="42%" minSize={240}>
            <FrameDetails frame={open} listing={listing} onJob={(jobId) => change({ jobId })} />
          </Panel>
        )}
      </Panels>
    </section>
  );
}

interface RowsProps {
  listing: Listing;
  filter: LogFilter;
  /** The frame that is open beside them leaves them little room. */
  open: LoggedFrame | null;
  onAll(): void;
}

function Rows({ listing, filter, open, onAll }: RowsProps) {
  const since = useLogState((state) => state.since);
  const small = useMediaQuery('(width < 1200px)') ?? false;
  const room = small && open ? 'tight' : small || open ? 'narrow' : 'wide';
  const { amendments } = listing;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an amended row may stand between others
  const columns = useMemo(() => logColumns(listing, { since, room }), [listing, since, room, amendments]);
  return (
    <VirtualTable<LoggedFrame>
      label="Frames"
      rows={listing.rows}
      columns={columns}
      rowKey={keyOf}
      rowClass={rowClass}
      getRowLabel={rowLabel}
      currentKey={open ? keyOf(open) : undefined}
      onOpen={(frame) => useLogState.setState({ open: frame, follow: false })}
      empty={isFiltered(filter) ? <NoneFound onAll={onAll} /> : <NoFrames />}
    />
  );
}

const keyOf = ({ seq }: LoggedFrame): string => String(seq);

function NoneFound({ onAll }: { onAll(): void }) {
  return (
    <EmptyState
      title="No frame is like this"
      text="Frames that come and match are listed here."
      actions={
        <Button size="xs" variant="default" onClick={onAll}>
          All frames
        </Button>
      }
    />
  );
}

function NoFrames() {
  return (
    <EmptyState
      title="Nothing went over a wire yet"
      text="Connect above, as a client, worker or monitor of this gateway or to any other WebSocket server. What is sent and received on all connections is listed here in the order it happened."
    />
  );
}
