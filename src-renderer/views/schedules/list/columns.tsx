import { Pause } from 'lucide-react';
import type { ScheduleView } from '../../../../src-core/protocol/schedules';
import { formatDateTime } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { Ago } from '../../../components/times';
import type { Column } from '../../../components/virtual-table';
import { jobsHref } from '../../../routing/routes';
import { TickMark, tickWords } from '../tick-mark';
import { whenText, zonedText, zoneOf } from '../when-text';
import styles from '../schedules.module.css';

type ScheduleColumn = Column<ScheduleView>;

const name: ScheduleColumn = {
  id: 'name',
  header: 'Name',
  width: '1.3fr',
  cell: ({ schedule }) => <code>{schedule.name}</code>,
};
const queue: ScheduleColumn = { id: 'queue', header: 'Queue', width: '0.7fr', cell: (view) => view.queue };
const when: ScheduleColumn = {
  id: 'when',
  header: 'When',
  width: '1.6fr',
  cell: ({ schedule }) => whenText(schedule),
};
const type: ScheduleColumn = {
  id: 'type',
  header: 'Job type',
  width: '0.9fr',
  cell: (view) => (
    <a href={jobsHref({ type: view.schedule.job.type, queue: view.queue })}>{view.schedule.job.type}</a>
  ),
};
const next: ScheduleColumn = {
  id: 'next',
  header: 'Next',
  width: 92,
  cell: (view) => <NextTick view={view} />,
  hint: ({ nextTick, schedule }) => {
    if (nextTick === null) return schedule.paused ? 'paused' : 'no tick is to come';
    const zone = zoneOf(schedule);
    return `${formatDateTime(nextTick)} here; ${zonedText(nextTick, zone)} in ${zone}`;
  },
};
const last: ScheduleColumn = {
  id: 'last',
  header: 'Last',
  width: '2fr',
  cell: (view) => <LastTick view={view} />,
  hint: ({ last: record }) =>
    record
      ? [`${record.outcome}: ${tickWords[record.outcome]}`, formatDateTime(record.tick), record.note]
          .filter(Boolean)
          .join(', ')
      : 'it has not ticked yet',
};
const overlap: ScheduleColumn = {
  id: 'overlap',
  header: <abbr title="What a tick does while the job of an earlier one is unfinished">Overlap</abbr>,
  width: 76,
  cell: ({ schedule }) => schedule.overlap,
};

const sets = new Map<string, readonly ScheduleColumn[]>();

/** What is shown of each schedule; the same array for the same question. `narrow`: there is room for half of it. */
export function scheduleColumns(shown: { queues: boolean; narrow: boolean }): readonly ScheduleColumn[] {
  const key = JSON.stringify(shown);
  const known = sets.get(key);
  if (known) return known;
  const queues = shown.queues ? [queue] : [];
  const columns = shown.narrow
    ? [name, ...queues, when, next, last]
    : [name, ...queues, when, type, next, last, overlap];
  sets.set(key, columns);
  return columns;
}

/** A schedule's row in words. */
export function rowLabel({ schedule, last: record }: ScheduleView): string {
  const state = schedule.paused ? ', paused' : '';
  return `schedule ${schedule.name}, ${whenText(schedule)}${state}, last ${record?.outcome ?? 'never'}`;
}

/** When it ticks next, or why it does not. */
export function NextTick({ view: { schedule, nextTick } }: { view: ScheduleView }) {
  if (schedule.paused)
    return (
      <span className={styles.paused}>
        <Pause size={13} aria-hidden="true" />
        paused
      </span>
    );
  return nextTick === null ? <span className="quiet">over</span> : <Ago at={nextTick} />;
}

function LastTick({ view: { queue: of, last: record } }: { view: ScheduleView }) {
  if (!record) return <span className="quiet">never yet</span>;
  return (
    <span className={styles.last}>
      <TickMark state={record.outcome} />
      <Ago at={record.at} />
      {record.jobId !== undefined && <JobLink queue={of} id={record.jobId} />}
      {record.jobId === undefined && record.note && <span className="quiet">{record.note}</span>}
    </span>
  );
}
