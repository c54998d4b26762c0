import { formatClock, formatCount } from '../../../components/format';
import { jobHref } from '../../../routing/routes';
import { TickMark } from '../tick-mark';
import type { TickGroup } from './tick-groups';
import styles from './calendar.module.css';

interface TickChipProps {
  group: TickGroup;
  /** The address of its schedule. */
  scheduleHref: string;
  withTime: boolean;
}

/** One tick, leading to its job or else to its schedule; or several of an hour, as one mark with their count. */
export function TickChip({ group, scheduleHref, withTime }: TickChipProps) {
  const { queue, name, state, count, first, jobId, goesOn } = group;
  const words = wordsOf(group);
  return (
    <a
      className={styles.chip}
      href={jobId === undefined ? scheduleHref : jobHref(queue, jobId)}
      title={words}
      aria-label={words}
      data-tick={state}
    >
      <TickMark state={state} bare />
      {withTime && <span className={styles.time}>{formatClock(first).slice(0, 5)}</span>}
      <span className={styles.name}>{name}</span>
      {count > 1 && <span className={styles.count}>×{formatCount(count)}</span>}
      {goesOn && <span className={styles.count}>…</span>}
    </a>
  );
}

function wordsOf({ name, state, count, first, last, jobId, note, goesOn }: TickGroup): string {
  const when =
    count === 1
      ? formatClock(first)
      : `${formatCount(count)} ticks, ${formatClock(first)} to ${formatClock(last)}`;
  return [
    `${name} ${state}: ${when}`,
    note,
    jobId && `job ${jobId}`,
    goesOn && 'more come that are not shown',
  ]
    .filter(Boolean)
    .join(', ');
}
