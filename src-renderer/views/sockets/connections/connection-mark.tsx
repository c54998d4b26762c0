import { Circle, CircleDashed, Hourglass, type LucideIcon, X } from 'lucide-react';
import type { Standing } from './live-connection';
import styles from './connections.module.css';

type Marked = Standing['state'] | 'failed';

const marks: Record<Marked, LucideIcon> = {
  connecting: CircleDashed,
  open: Circle,
  waiting: Hourglass,
  closed: Circle,
  failed: X,
};

/** How a connection stands, in a word. */
export function stateWord({ state, failure }: Pick<Standing, 'state' | 'failure'>): Marked {
  return state === 'closed' && failure !== null ? 'failed' : state;
}

/** How a connection stands, as colour, shape and word. */
export function ConnectionMark({ standing, withWord }: { standing: Standing; withWord?: boolean }) {
  const word = stateWord(standing);
  const Mark = marks[word];
  return (
    <span className={styles.mark} data-state={word}>
      <Mark size={12} strokeWidth={2.25} aria-hidden="true" />
      <span className={withWord ? undefined : 'visually-hidden'}>{word}</span>
    </span>
  );
}
