import type { JobState } from '../../src-core/protocol/job-state';
import type { Colors } from './colors';

/** Shape and colour of each state: told apart without colour, and without reading. */
const marks: Record<
  JobState,
  { shape: string; color: 'yellow' | 'cyan' | 'blue' | 'green' | 'red' | 'dim' }
> = {
  waiting: { shape: '○', color: 'yellow' },
  scheduled: { shape: '◷', color: 'cyan' },
  active: { shape: '●', color: 'blue' },
  completed: { shape: '✓', color: 'green' },
  dead: { shape: '✗', color: 'red' },
  cancelled: { shape: '⊘', color: 'dim' },
  expired: { shape: '⧗', color: 'dim' },
};

/** A job's state as shape and word: `● active`. */
export function stateMark(state: JobState, colors: Colors): string {
  const { shape, color } = marks[state];
  return colors[color](`${shape} ${state}`);
}
