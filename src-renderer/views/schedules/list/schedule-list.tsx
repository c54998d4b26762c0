import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useRef, useState } from 'react';
import type { ScheduleView } from '../../../../src-core/protocol/schedules';
import { EmptyState } from '../../../components/empty-state';
import { VirtualTable } from '../../../components/virtual-table';
import { useAddress } from '../address';
import { keyOf, namedOf } from '../schedule-key';
import { inOrderOf } from './chosen';
import { rowLabel, scheduleColumns } from './columns';
import styles from '../schedules.module.css';

interface ScheduleListProps {
  /** The ones to show, in order. */
  views: readonly ScheduleView[];
  /** How many queues they could be of. */
  queues: number;
  /** Another part of the view stands beside it. */
  beside: boolean;
}

const keyOfView = (view: ScheduleView) => keyOf(namedOf(view));

/** One row a schedule. While rows are in use they keep their order. */
export function ScheduleList({ views, queues, beside }: ScheduleListProps) {
  const { address, change } = useAddress();
  const small = useMediaQuery('(width < 1200px)') ?? false;
  const [inUse, setInUse] = useState(false);
  const rows = useHeldOrder(views, inUse, `${address.order} ${address.text}`);
  return (
    <div className={styles.table}>
      <VirtualTable<ScheduleView>
        label="Schedules"
        rows={rows}
        columns={scheduleColumns({ queues: queues > 1, narrow: beside || small })}
        rowKey={keyOfView}
        getRowLabel={rowLabel}
        currentKey={address.name === '' ? undefined : keyOf(address)}
        onOpen={(view) => change(namedOf(view), { step: true })}
        onInUse={setInUse}
        empty={<EmptyState title="No schedule is like this" text="Search for less, or look at all queues." />}
      />
    </div>
  );
}

function useHeldOrder(
  views: readonly ScheduleView[],
  held: boolean,
  question: string,
): readonly ScheduleView[] {
  const shown = useRef({ question, keys: [] as string[] });
  return useMemo(() => {
    const keep = held && shown.current.question === question;
    const rows = keep ? inOrderOf(views, shown.current.keys, keyOfView) : views;
    shown.current = { question, keys: rows.map(keyOfView) };
    return rows;
  }, [views, held, question]);
}
