import type { ReactNode } from 'react';
import { isFinished } from '../../../../src-core/protocol/job-state';
import { formatDateTime } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { useNow } from '../../../components/now';
import { type MarkedState, StateMark } from '../../../components/state-mark';
import type { Column } from '../../../components/virtual-table';
import { WorkerLink } from '../../../components/worker-link';
import { coarseDuration } from './coarse-duration';
import { ageMs, type JobRow, runMs, waitMs } from './job-row';
import styles from '../jobs.module.css';

const id: Column<JobRow> = {
  id: 'id',
  header: 'Id',
  width: '1.6fr',
  cell: ({ queue, id: job }) => <JobLink queue={queue} id={job} />,
};
/** Where jobs of several queues are listed. */
const queue: Column<JobRow> = {
  id: 'queue',
  header: 'Queue',
  width: '0.8fr',
  cell: (row) => <Text text={row.queue} />,
};
const type: Column<JobRow> = {
  id: 'type',
  header: 'Type',
  width: '1.2fr',
  cell: (row) => <Text text={row.type} />,
};
const state: Column<JobRow> = {
  id: 'state',
  header: 'State',
  width: 112,
  cell: (row) => <StateMark state={markOf(row)} withWord />,
};
/** Where there is little room: its colour and shape alone, the word on hover. */
const narrowState: Column<JobRow> = {
  ...state,
  header: <span className="visually-hidden">State</span>,
  width: 32,
  cell: (row) => (
    <div className={styles.mark}>
      <StateMark state={markOf(row)} />
    </div>
  ),
};
const rest: readonly Column<JobRow>[] = [
  {
    id: 'priority',
    header: <abbr title="Priority: 0 goes first">Prio</abbr>,
    width: 44,
    align: 'end',
    cell: ({ priority }) => priority,
  },
  { id: 'age', header: 'Age', width: 68, align: 'end', cell: (row) => <Growing row={row} of={ageMs} /> },
  { id: 'wait', header: 'Wait', width: 68, align: 'end', cell: (row) => <Span row={row} of={waitMs} /> },
  { id: 'run', header: 'Run', width: 68, align: 'end', cell: (row) => <Span row={row} of={runMs} /> },
  {
    id: 'attempts',
    header: <abbr title="Attempts begun, of those allowed">Tries</abbr>,
    width: 52,
    align: 'end',
    cell: ({ attempt, attempts }) => (
      <span title={`${attempt} begun, ${attempts} allowed`}>
        {attempt}
        {attempt <= attempts && <span className="quiet">/{attempts}</span>}
      </span>
    ),
  },
  {
    id: 'worker',
    header: 'Worker',
    width: '1.2fr',
    cell: ({ worker }) => (worker === '' ? '' : <WorkerLink id={worker} />),
  },
  { id: 'client', header: 'Client', width: '0.8fr', cell: ({ client }) => <Text text={client} /> },
  { id: 'error', header: 'Error', width: '2fr', cell: ({ error }) => <Text text={error} /> },
];

const sets = new Map<string, readonly Column<JobRow>[]>();

/** What is shown of each job; the same array for the same question. */
export function jobColumns(shown: { queues: boolean; narrow: boolean }): readonly Column<JobRow>[] {
  const key = JSON.stringify(shown);
  const known = sets.get(key);
  if (known) return known;
  const columns = [id, ...(shown.queues ? [queue] : []), type, shown.narrow ? narrowState : state, ...rest];
  sets.set(key, columns);
  return columns;
}

function markOf({ state: now, attempt }: JobRow): MarkedState {
  return now === 'scheduled' && attempt > 0 ? 'retrying' : now;
}

/** A job's row in words. */
export function rowLabel(row: JobRow): string {
  return `job ${row.id}, ${row.type}, ${row.state}`;
}

function Text({ text }: { text: string }): ReactNode {
  return text === '' ? null : <span title={text}>{text}</span>;
}

/** A duration that goes on while the job lives. */
function Span({ row, of }: { row: JobRow; of(row: JobRow, now: number): number | null }): ReactNode {
  return isFinished(row.state) ? <Still row={row} of={of} /> : <Growing row={row} of={of} />;
}

function Growing({ row, of }: { row: JobRow; of(row: JobRow, now: number): number | null }): ReactNode {
  return <Length ms={of(row, useNow())} since={row.createdAt} />;
}

function Still({ row, of }: { row: JobRow; of(row: JobRow, now: number): number | null }): ReactNode {
  return <Length ms={of(row, row.finishedAt ?? 0)} since={row.createdAt} />;
}

function Length({ ms, since }: { ms: number | null; since: number }): ReactNode {
  if (ms === null) return null;
  return <span title={`${Math.round(ms)} ms, submitted ${formatDateTime(since)}`}>{coarseDuration(ms)}</span>;
}
