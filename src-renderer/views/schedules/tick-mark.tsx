import { CircleSlash, Clock, ClockAlert, ListPlus, type LucideIcon, Play, X } from 'lucide-react';
import type { TickRecord } from '../../../src-core/protocol/schedules';
import styles from './tick-mark.module.css';

/** What became of a tick, or `coming`: it is still to come. */
export type TickState = TickRecord['outcome'] | 'coming';

const marks: Record<TickState, LucideIcon> = {
  started: Play,
  skipped: CircleSlash,
  queued: ListPlus,
  missed: ClockAlert,
  refused: X,
  coming: Clock,
};

/** What each outcome means, for those who see it the first time. */
export const tickWords: Record<TickState, string> = {
  started: 'its job was added',
  skipped: "an earlier one's job was unfinished",
  queued: "it waits for an earlier one's job",
  missed: 'it passed while nobody could start it, and is not made up for',
  refused: 'the queue did not take its job',
  coming: 'still to come',
};

/** A tick's outcome as colour, shape and word; the word for hover and screen readers only when `bare`. */
export function TickMark({ state, bare = false }: { state: TickState; bare?: boolean }) {
  const Mark = marks[state];
  return (
    <span className={styles.mark} data-tick={state} title={`${state}: ${tickWords[state]}`}>
      <Mark size={13} strokeWidth={2.25} aria-hidden="true" />
      <span className={bare ? 'visually-hidden' : undefined}>{state}</span>
    </span>
  );
}
