import { useMemo, useState } from 'react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { JobLink } from '../../../components/job-link';
import { Ago } from '../../../components/times';
import { type Column, type Selection, VirtualTable } from '../../../components/virtual-table';
import { WorkerLink } from '../../../components/worker-link';
import type { VaryingField } from '../findings/findings';
import { valueText } from '../findings/findings-text';
import { fieldsOf } from '../findings/job-fields';
import type { Members } from './members';

interface ExampleTableProps {
  group: ErrorGroup;
  members: Members;
  /** What differs between them: the first fields are columns. */
  varying: VaryingField[];
  /** Id of the job that is open. */
  openId: string | undefined;
  selection: Selection;
  onOpen(job: JobView): void;
  onRelease(): void;
  onEndReached(): void;
}

const mostFields = 2;

/** The group's jobs, newest first, with the fields in which they differ. */
export function ExampleTable(props: ExampleTableProps) {
  const { group, members, varying, openId, selection, onOpen, onRelease, onEndReached } = props;
  // Chosen once: columns must not change while jobs come and go.
  const [fields] = useState(() => fieldsToShow(varying));
  const withType = Object.keys(group.types).length > 1;
  const columns = useMemo(() => columnsFor(fields, withType), [fields, withType]);
  return (
    <VirtualTable
      label="Dead letters of the group"
      rows={members.shown}
      columns={columns}
      rowKey={({ id }) => id}
      getRowLabel={({ id, worker }) => `job ${id}${worker ? `, ran on ${worker}` : ''}`}
      currentKey={openId}
      onOpen={onOpen}
      selection={selection}
      heldBack={members.arrived.length}
      onRelease={onRelease}
      onEndReached={onEndReached}
    />
  );
}

function fieldsToShow(varying: VaryingField[]): string[] {
  return varying
    .filter(({ field, distinct }) => distinct > 1 && /^(payload|label)/.test(field))
    .slice(0, mostFields)
    .map(({ field }) => field);
}

function columnsFor(fields: string[], withType: boolean): Column<JobView>[] {
  return [
    { id: 'id', header: 'Job', width: '10fr', cell: ({ queue, id }) => <JobLink queue={queue} id={id} /> },
    ...(withType ? [typeColumn] : []),
    ...fields.map(fieldColumn),
    {
      id: 'worker',
      header: 'Worker',
      width: '8fr',
      cell: ({ worker }) => worker && <WorkerLink id={worker} />,
    },
    {
      id: 'attempts',
      header: 'Attempts',
      width: 84,
      align: 'end',
      cell: ({ history }) => history.length,
    },
    {
      id: 'died',
      header: 'Died',
      width: 92,
      align: 'end',
      cell: ({ finishedAt }) => finishedAt && <Ago at={finishedAt} />,
    },
  ];
}

const typeColumn: Column<JobView> = { id: 'type', header: 'Type', width: '6fr', cell: ({ type }) => type };

function fieldColumn(field: string): Column<JobView> {
  return {
    id: field,
    header: <span title={field}>{field.replace(/^payload\.?/, '') || field}</span>,
    width: '6fr',
    cell: (job) => {
      const value = fieldsOf(job).get(field);
      return value === undefined ? '' : <code title={String(value)}>{valueText(value)}</code>;
    },
  };
}
