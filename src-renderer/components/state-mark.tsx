import { Check, Circle, CircleSlash, Clock, Hourglass, type LucideIcon, Undo2, X } from 'lucide-react';
import type { JobState } from '../../src-core/protocol/job-state';

/** A job's state, or `retrying`: scheduled after a failed attempt. */
export type MarkedState = JobState | 'retrying';

const marks: Record<MarkedState, LucideIcon> = {
  waiting: Circle,
  scheduled: Clock,
  active: Circle,
  completed: Check,
  retrying: Undo2,
  dead: X,
  cancelled: CircleSlash,
  expired: Hourglass,
};

interface StateMarkProps {
  state: MarkedState;
  /** Writes the word beside the mark; without it the word is there for hover and screen readers. */
  withWord?: boolean;
}

/** A state as colour, shape and word. */
export function StateMark({ state, withWord = false }: StateMarkProps) {
  const Mark = marks[state];
  return (
    <span className={`state-mark state-${state}`} title={withWord ? undefined : state}>
      <Mark className="state-shape" size={14} strokeWidth={2.25} aria-hidden="true" />
      <span className={withWord ? undefined : 'visually-hidden'}>{state}</span>
    </span>
  );
}
