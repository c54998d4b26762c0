import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { Plus, Search } from 'lucide-react';
import type { RefObject } from 'react';
import type { ScheduleView } from '../../../src-core/protocol/schedules';
import { Ago } from '../../components/times';
import { formatCount } from '../../components/format';
import { type ScheduleOrder, type SchedulePlot, scheduleOrders, useAddress } from './address';
import { openNew } from './form/open-form';
import { nextAndLast } from './list/chosen';
import { TickMark } from './tick-mark';
import styles from './schedules.module.css';

interface SchedulesToolbarProps {
  /** Those of the queue that is looked at. */
  views: readonly ScheduleView[];
  /** How many of them the search lets through. */
  shown: number;
  queue: string;
  searchRef: RefObject<HTMLInputElement | null>;
}

const orderWords: Record<ScheduleOrder, string> = {
  next: 'next tick first',
  name: 'by name',
  last: 'last tick first',
};
const plots: { value: SchedulePlot; label: string }[] = [
  { value: 'list', label: 'List' },
  { value: 'week', label: 'Week' },
  { value: 'day', label: 'Day' },
];

/** Narrows the schedules, says how they are shown, and answers the view's question in a line. */
export function SchedulesToolbar({ views, shown, queue, searchRef }: SchedulesToolbarProps) {
  const { address, change } = useAddress();
  return (
    <div className={styles.toolbar}>
      <TextInput
        ref={searchRef}
        size="xs"
        className={styles.search}
        leftSection={<Search size={14} aria-hidden="true" />}
        aria-label="Search schedules"
        placeholder="name, type, time  ( / )"
        value={address.text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Show as"
        data={plots}
        value={address.show}
        onChange={(show) => change({ show: show as SchedulePlot }, { step: true })}
      />
      {address.show === 'list' && (
        <Select
          size="xs"
          className={styles.order}
          aria-label="Order"
          allowDeselect={false}
          data={scheduleOrders.map((order) => ({ value: order, label: orderWords[order] }))}
          value={address.order}
          onChange={(order) => change({ order: (order ?? 'next') as ScheduleOrder })}
        />
      )}
      <span className="quiet" role="status">
        {shown === views.length
          ? schedulesText(shown)
          : `${formatCount(shown)} of ${schedulesText(views.length)}`}
      </span>
      <Verdict views={views} />
      <Button size="compact-sm" leftSection={<Plus size={14} />} onClick={() => openNew(queue)}>
        New schedule
      </Button>
    </div>
  );
}

function schedulesText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'schedule' : 'schedules'}`;
}

/** What runs next, what ran last? */
function Verdict({ views }: { views: readonly ScheduleView[] }) {
  const { hrefOf } = useAddress();
  const { next, last } = nextAndLast(views);
  const link = ({ schedule: { name }, queue }: ScheduleView) => <a href={hrefOf({ name, queue })}>{name}</a>;
  return (
    <p className={styles.verdict}>
      {next?.nextTick != null && (
        <span>
          Next {link(next)} <Ago at={next.nextTick} />
        </span>
      )}
      {!next && <span className="quiet">No tick is to come</span>}
      {last?.last && (
        <span>
          Last {link(last)} <TickMark state={last.last.outcome} /> <Ago at={last.last.at} />
        </span>
      )}
    </p>
  );
}
