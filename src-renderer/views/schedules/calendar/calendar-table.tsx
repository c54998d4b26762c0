import { useMemo } from 'react';
import { formatCount } from '../../../components/format';
import { useNow } from '../../../components/now';
import { useAddress } from '../address';
import { type CalendarDay, dateOf } from './calendar-days';
import { TickChip } from './tick-chip';
import { groupTicks, type PlottedSchedule, type TickGroup } from './tick-groups';
import styles from './calendar.module.css';

interface CalendarTableProps {
  schedules: readonly PlottedSchedule[];
  days: readonly CalendarDay[];
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Marks of an hour that are drawn: in a week the day is opened for the rest. */
const most = { week: 4, day: 100 };
/** Ticks of one schedule in an hour that are drawn one by one. */
const apart = { week: 1, day: 6 };

/** Days side by side, an hour a row; hours in which nothing ticks are low. */
export function CalendarTable({ schedules, days }: CalendarTableProps) {
  const plot = days.length === 1 ? 'day' : 'week';
  const cells = useMemo(() => groupTicks(schedules, days, apart[plot]), [schedules, days, plot]);
  const now = useNow();
  const today = dateOf(now);
  const isFull = (hour: number) => days.some((day) => cells.has(day.hours[hour]?.start as number));
  return (
    <table className={styles.table} data-plot={plot}>
      <thead>
        <tr>
          <th scope="col" className={styles.corner}>
            <span className="visually-hidden">Hour</span>
          </th>
          {days.map(({ date }) => (
            <DayHead key={date} date={date} today={date === today} />
          ))}
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => (
          <tr key={hour} data-full={isFull(hour) || undefined}>
            <th scope="row">{String(hour).padStart(2, '0')}:00</th>
            {days.map(({ date, hours: { [hour]: cell } }) => (
              <td
                key={date}
                data-today={date === today || undefined}
                data-now={(cell && now >= cell.start && now < cell.end) || undefined}
              >
                <Hour date={date} groups={cells.get(cell?.start as number)} plot={plot} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayHead({ date, today }: { date: string; today: boolean }) {
  const { hrefOf } = useAddress();
  const weekday = weekdays[new Date(`${date}T12:00`).getDay()];
  return (
    <th scope="col" data-today={today || undefined} aria-current={today ? 'date' : undefined}>
      <a href={hrefOf({ show: 'day', from: date })} title="This day alone">
        {weekday} {date.slice(5)}
      </a>
      {today && <span className={styles.today}>today</span>}
    </th>
  );
}

interface HourProps {
  date: string;
  groups: readonly TickGroup[] | undefined;
  plot: 'week' | 'day';
}

function Hour({ date, groups, plot }: HourProps) {
  const { hrefOf } = useAddress();
  if (!groups) return null;
  const shown = groups.length <= most[plot] ? groups : groups.slice(0, most[plot] - 1);
  const more = groups.length - shown.length;
  return (
    <ul className={styles.chips}>
      {shown.map((group) => (
        <li key={`${group.queue}/${group.name} ${group.state} ${group.first} ${group.jobId}`}>
          <TickChip
            group={group}
            scheduleHref={hrefOf({ name: group.name, queue: group.queue })}
            withTime={plot === 'day'}
          />
        </li>
      ))}
      {more > 0 && (
        <li>
          {plot === 'week' ? (
            <a className={styles.more} href={hrefOf({ show: 'day', from: date })}>
              {formatCount(more)} more
            </a>
          ) : (
            <span className={styles.more}>{formatCount(more)} more: search for a schedule to see less</span>
          )}
        </li>
      )}
    </ul>
  );
}
