import { ActionIcon, Button } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { type ScheduleView, schedulesAnswerSchema } from '../../../../src-core/protocol/schedules';
import { ErrorPanel } from '../../../components/error-panel';
import { formatCount, formatDateTime } from '../../../components/format';
import { useNow } from '../../../components/now';
import { useData } from '../../../connection/use-data';
import { useAddress } from '../address';
import { keyOf, namedOf } from '../schedule-key';
import { TickMark, type TickState } from '../tick-mark';
import { localZone } from '../when-text';
import { calendarDays, dateAfter, dateOf, mondayOf } from './calendar-days';
import { CalendarTable } from './calendar-table';
import { comingTicks, cutSchedules, type PlottedSchedule } from './tick-groups';
import { mostRead, usePastTicks } from './use-past-ticks';
import styles from './calendar.module.css';

/** What the schedules have done and will do, by the hour. `views` are the ones to show, as they stand now. */
export function Calendar({ views }: { views: readonly ScheduleView[] }) {
  const { address } = useAddress();
  const { past, error } = usePastTicks(views);
  const coming = useComing(views);
  const today = dateOf(useNow());
  const day = address.from === '' ? today : address.from;
  const isWeek = address.show === 'week';
  const days = useMemo(() => calendarDays(isWeek ? mondayOf(day) : day, isWeek ? 7 : 1), [isWeek, day]);
  const plotted = useMemo(
    () =>
      views.map((view): PlottedSchedule => {
        const key = keyOf(namedOf(view));
        const nextTicks = coming.get(key) ?? (view.nextTick === null ? [] : [view.nextTick]);
        return { view: { ...view, nextTicks }, past: past.get(key) ?? [] };
      }),
    [views, coming, past],
  );
  const scroller = useRef<HTMLDivElement>(null);
  useNowInSight(scroller, `${address.show} ${address.from}`, coming.size > 0);
  return (
    <section className={styles.calendar} aria-label="Calendar">
      <CalendarHead day={day} days={days.map(({ date }) => date)} />
      {error && <ErrorPanel error={error} />}
      <div ref={scroller} className={styles.scroller}>
        <CalendarTable schedules={plotted} days={days} />
      </div>
      <Limits schedules={plotted} />
    </section>
  );
}

/** Scrolls to the hour that is now, once for each `place`, as soon as there is something to see. */
function useNowInSight(scroller: RefObject<HTMLElement | null>, place: string, filled: boolean): void {
  const scrolled = useRef('');
  useEffect(() => {
    const cell = scroller.current?.querySelector<HTMLElement>('[data-now]');
    if (!filled || !cell || !scroller.current || scrolled.current === place) return;
    scrolled.current = place;
    scroller.current.scrollTop = cell.offsetTop - scroller.current.clientHeight / 3;
  }, [scroller, place, filled]);
}

/** The next ticks of each, by its key. They are worked out by the gateway: asked for once a minute, and after edits. */
function useComing(views: readonly ScheduleView[]): ReadonlyMap<string, number[]> {
  const { data, reload } = useData(`/schedules?ticks=${comingTicks}`, schedulesAnswerSchema);
  const minute = Math.floor(useNow() / 60_000);
  const versions = views.map(({ version }) => version).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another minute and other versions read again
  useEffect(() => reload(), [minute, versions, reload]);
  return useMemo(
    () => new Map(data?.schedules.map((view) => [keyOf(namedOf(view)), view.nextTicks])),
    [data],
  );
}

const legend: readonly TickState[] = ['coming', 'started', 'queued', 'skipped', 'missed', 'refused'];

function CalendarHead({ day, days }: { day: string; days: readonly string[] }) {
  const { change } = useAddress();
  const unit = days.length === 1 ? 'day' : 'week';
  const go = (by: number) => change({ from: dateAfter(day, by * days.length) });
  return (
    <div className={styles.head}>
      <ActionIcon variant="default" aria-label={`The ${unit} before`} onClick={() => go(-1)}>
        <ChevronLeft size={14} />
      </ActionIcon>
      <Button size="compact-sm" variant="default" onClick={() => change({ from: '' })}>
        Today
      </Button>
      <ActionIcon variant="default" aria-label={`The next ${unit}`} onClick={() => go(1)}>
        <ChevronRight size={14} />
      </ActionIcon>
      <strong>
        {days[0]}
        {days.length > 1 && ` to ${days.at(-1)}`}
      </strong>
      <span className="quiet">{localZone()}</span>
      <ul className={styles.legend} aria-label="Marks">
        {legend.map((state) => (
          <li key={state}>
            <TickMark state={state} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is not in the calendar. */
function Limits({ schedules }: { schedules: readonly PlottedSchedule[] }) {
  const [first, ...others] = cutSchedules(schedules).sort((a, b) => a.until - b.until);
  return (
    <p className={styles.limits}>
      Of the past the last 200 ticks of each are kept
      {schedules.length > mostRead && `; those of the first ${mostRead} schedules are shown`}.
      {first && (
        <>
          {' '}
          Of patterns the next {comingTicks} are worked out: {first.name} until{' '}
          {formatDateTime(first.until).slice(0, 16)}
          {others.length > 0 && `, ${formatCount(others.length)} more until later`}.
        </>
      )}
    </p>
  );
}
