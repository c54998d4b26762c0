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
  cell: (row) => row.queue,
};
const type: Column<JobRow> = {
  id: 'type',
  header: 'Type',
  width: '1.2fr',
  cell: (row) => row.type,
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
  {
    id: 'age',
    header: 'Age',
    width: 68,
    align: 'end',
    cell: (row) => <Growing row={row} of={ageMs} />,
    hint: (row) => `submitted ${formatDateTime(row.createdAt)}`,
  },
  length('wait', 'Wait', waitMs),
  length('run', 'Run', runMs),
  {
    id: 'attempts',
    header: <abbr title="Attempts begun, of those allowed">Tries</abbr>,
    width: 52,
    align: 'end',
    cell: ({ attempt, attempts }) => (
      <>
        {attempt}
        {attempt <= attempts && <span className="quiet">/{attempts}</span>}
      </>
    ),
    hint: ({ attempt, attempts }) => `${attempt} begun, ${attempts} allowed`,
  },
  {
    id: 'worker',
    header: 'Worker',
    width: '1.2fr',
    cell: ({ worker }) => (worker === '' ? '' : <WorkerLink id={worker} />),
  },
  { id: 'client', header: 'Client', width: '0.8fr', cell: ({ client }) => client },
  { id: 'error', header: 'Error', width: '2fr', cell: ({ error }) => error },
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

type SpanOf = (row: JobRow, now: number) => number | null;

/** A column of durations that go on while the job lives. */
function length(name: string, header: string, of: SpanOf): Column<JobRow> {
  const still = (row: JobRow) => of(row, row.finishedAt ?? 0);
  return {
    id: name,
    header,
    width: 68,
    align: 'end',
    cell: (row) => (isFinished(row.state) ? inWords(still(row)) : <Growing row={row} of={of} />),
    hint: (row) => {
      const ms = isFinished(row.state) ? still(row) : of(row, Date.now());
      return ms === null ? '' : `${Math.round(ms)} ms`;
    },
  };
}

function Growing({ row, of }: { row: JobRow; of: SpanOf }): ReactNode {
  return inWords(of(row, useNow()));
}

function inWords(ms: number | null): string | null {
  return ms === null ? null : coarseDuration(ms);
}
