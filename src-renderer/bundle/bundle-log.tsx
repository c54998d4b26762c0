import { useMemo } from 'react';
import type { Bundle, LogLine } from '../../src-core/protocol/bundle';
import { EmptyState } from '../components/empty-state';
import { formatDateTime } from '../components/format';
import { type Column, VirtualTable } from '../components/virtual-table';
import { go, jobHref } from '../routing/routes';

interface Row {
  index: number;
  line: LogLine;
}

const columns: Column<Row>[] = [
  { id: 'at', header: 'Time', width: 184, cell: ({ line }) => formatDateTime(line.at) },
  { id: 'level', header: 'Level', width: 64, cell: ({ line }) => line.level },
  { id: 'text', header: 'Line', width: '3fr', cell: ({ line }) => line.text },
  { id: 'fields', header: 'With it', width: '2fr', cell: ({ line }) => fieldsText(line) },
];

/** The log lines of a bundle; one leads to its moment in the trace. */
export function BundleLog({ bundle }: { bundle: Bundle }) {
  const { logs, trace } = bundle;
  const rows = useMemo(() => logs.map((line, index) => ({ line, index })), [logs]);
  const { queue, id } = trace.job;
  return (
    <VirtualTable<Row>
      label="Log"
      rows={rows}
      columns={columns}
      rowKey={({ index }) => String(index)}
      getRowLabel={({ line }) => `${line.level}: ${line.text}`}
      onOpen={({ line }) => go(jobHref(queue, id, { at: line.at }))}
      empty={
        <EmptyState
          title="Nothing was logged round the job's life"
          text="A gateway remembers the newest lines since its start, those that its LOG_LEVEL lets through."
        />
      }
    />
  );
}

function fieldsText({ fields = {} }: LogLine): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
