import { Button, Popover, Select, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import type { RefObject } from 'react';
import type { SystemInfo } from '../../../src-core/protocol/console';
import { formatCount } from '../../components/format';
import type { WorkersAddress } from './address';
import { type WorkerOrder, workerOrders } from './grid/grid-lines';
import { StartElsewhere } from './pool/first-worker';
import { PoolSize } from './pool/pool-size';
import { type WorkerEntry, type WorkerStatus, workerStatuses } from './worker-entries';
import styles from './workers.module.css';

interface WorkersToolbarProps {
  entries: readonly WorkerEntry[];
  /** How many of them the filter lets through. */
  shown: number;
  address: WorkersAddress;
  change(changes: Partial<WorkersAddress>): void;
  hasPool: boolean;
  system: SystemInfo | undefined;
  filterRef: RefObject<HTMLInputElement | null>;
}

const orderWords: Record<WorkerOrder, string> = {
  name: 'by name',
  state: 'worst state first',
  load: 'fullest first',
  rate: 'fastest first',
  heartbeat: 'longest silent first',
};

/** Narrows and orders the workers, and sizes the pool. */
export function WorkersToolbar(props: WorkersToolbarProps) {
  const { entries, shown, address, change, hasPool, system, filterRef } = props;
  const count = (status: WorkerStatus) => entries.filter((entry) => entry.status === status).length;
  const states = workerStatuses.filter((status) => count(status) > 0 || address.status === status);
  return (
    <div className={styles.toolbar}>
      <TextInput
        ref={filterRef}
        size="xs"
        className={styles.filter}
        leftSection={<Search size={14} aria-hidden="true" />}
        aria-label="Filter workers"
        placeholder="id, host, type, label=value"
        value={address.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <Select
        size="xs"
        className={styles.select}
        aria-label="State"
        placeholder="any state"
        clearable
        data={states.map((status) => ({ value: status, label: `${status} (${count(status)})` }))}
        value={address.status}
        onChange={(status) => change({ status: status as WorkerStatus | null })}
      />
      <Select
        size="xs"
        className={styles.select}
        aria-label="Order"
        allowDeselect={false}
        data={workerOrders.map((order) => ({ value: order, label: orderWords[order] }))}
        value={address.order}
        onChange={(order) => change({ order: (order ?? 'name') as WorkerOrder })}
      />
      <span className="quiet" role="status">
        {shown === entries.length
          ? `${formatCount(shown)} ${shown === 1 ? 'worker' : 'workers'}`
          : `${formatCount(shown)} of ${formatCount(entries.length)} workers`}
      </span>
      <div className={styles.pool}>
        {hasPool && <PoolSize />}
        {system && (
          <Popover position="bottom-end" width={420} trapFocus>
            <Popover.Target>
              <Button size="compact-sm" variant="default">
                Start elsewhere
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              <StartElsewhere system={system} />
            </Popover.Dropdown>
          </Popover>
        )}
      </div>
    </div>
  );
}
