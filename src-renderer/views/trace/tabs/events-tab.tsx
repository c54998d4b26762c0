import { useMemo } from 'react';
import type { JobStory } from '../../../../src-core/explain/job-story';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import { EmptyState } from '../../../components/empty-state';
import { formatDateTime } from '../../../components/format';
import { type Column, VirtualTable } from '../../../components/virtual-table';
import { offsetText } from '../timeline/axis-ticks';
import { eventText } from './event-text';

interface EventRow {
  index: number;
  event: TraceEvent;
}

interface EventsTabProps {
  story: JobStory;
  /** Which kinds; all when not said. */
  kinds?: readonly TraceEvent['kind'][];
  label: string;
  /** Shown when there is none. */
  empty: string;
  at: number | null;
  onMoment(at: number): void;
}

/** The events as a table: what the timeline draws, in words. */
export function EventsTab({ story, kinds, label, empty, at, onMoment }: EventsTabProps) {
  const { events, createdAt } = story;
  const rows = useMemo(
    () =>
      events
        .map((event, index) => ({ event, index }))
        .filter(({ event }) => !kinds || kinds.includes(event.kind)),
    [events, kinds],
  );
  const columns = useMemo(() => columnsFor(createdAt), [createdAt]);
  const current = at === null ? undefined : rows.find(({ event }) => event.at === Math.round(at));
  return (
    <VirtualTable<EventRow>
      label={label}
      rows={rows}
      columns={columns}
      rowKey={({ index }) => String(index)}
      getRowLabel={({ event }) => `${offsetText(event.at - createdAt, 1)} ${event.kind}`}
      onOpen={({ event }) => onMoment(event.at)}
      currentKey={current && String(current.index)}
      empty={<EmptyState title={empty} />}
    />
  );
}

function columnsFor(createdAt: number): Column<EventRow>[] {
  return [
    {
      id: 'after',
      header: 'After',
      width: 96,
      align: 'end',
      cell: ({ event }) => (
        <span title={formatDateTime(event.at)}>{offsetText(event.at - createdAt, 1)}</span>
      ),
    },
    { id: 'kind', header: 'Event', width: 120, cell: ({ event }) => event.kind.replace('_', ' ') },
    { id: 'attempt', header: 'Attempt', width: 72, align: 'end', cell: ({ event }) => event.attempt ?? '' },
    { id: 'worker', header: 'Worker', width: '1fr', cell: ({ event }) => event.worker ?? '' },
    {
      id: 'detail',
      header: 'Detail',
      width: '4fr',
      cell: ({ event }) => <span title={eventText(event)}>{eventText(event)}</span>,
    },
  ];
}
