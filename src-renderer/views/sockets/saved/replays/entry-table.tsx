import { useMemo } from 'react';
import { formatDuration } from '../../../../components/format';
import { type Column, VirtualTable } from '../../../../components/virtual-table';
import { OutcomeMark, outcomeWords } from './outcome-mark';
import type { ReplayRow } from './replay-rows';
import styles from './replays.module.css';

interface EntryTableProps {
  rows: readonly ReplayRow[];
  chosenKey: string | undefined;
  onChoose(key: string): void;
}

const ways: Record<ReplayRow['kind'], string> = {
  open: 'opens',
  sent: 'sends',
  received: 'receives',
  close: 'closes',
};

/** The recording's entries, each with how it came out. */
export function EntryTable({ rows, chosenKey, onChoose }: EntryTableProps) {
  const columns = useMemo(makeColumns, []);
  return (
    <div className={styles.entries}>
      <VirtualTable<ReplayRow>
        label="Entries"
        rows={rows}
        columns={columns}
        rowKey={({ key }) => key}
        currentKey={chosenKey}
        getRowLabel={({ connection, kind, type, outcome }) =>
          `${connection} ${ways[kind]} ${type}: ${outcomeWords[outcome]}`
        }
        onOpen={({ key }) => onChoose(key)}
      />
    </div>
  );
}

function makeColumns(): Column<ReplayRow>[] {
  return [
    {
      id: 'at',
      header: 'Time',
      width: 80,
      align: 'end',
      cell: ({ at }) => (at === null ? '' : formatDuration(at)),
    },
    { id: 'connection', header: 'Connection', width: 96, cell: ({ connection }) => connection },
    { id: 'way', header: '', width: 84, cell: ({ kind }) => <span className="quiet">{ways[kind]}</span> },
    { id: 'type', header: 'Recorded', width: '1fr', cell: ({ type, index }) => (index === null ? '' : type) },
    {
      id: 'replayed',
      header: 'Replayed',
      width: '1fr',
      cell: (row) => <OutcomeMark row={row} />,
    },
  ];
}
