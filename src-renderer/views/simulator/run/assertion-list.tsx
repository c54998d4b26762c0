import { Check, Circle, type LucideIcon, X } from 'lucide-react';
import type { AssertionState } from '../../../../src-core/protocol/simulator';
import styles from './assertion-list.module.css';

const marks: Record<AssertionState['state'], { Mark: LucideIcon; word: string }> = {
  pending: { Mark: Circle, word: 'pending' },
  holds: { Mark: Check, word: 'holds' },
  broken: { Mark: X, word: 'broken' },
};

/** What must hold, and whether it does. */
export function AssertionList({ assertions }: { assertions: readonly AssertionState[] }) {
  if (assertions.length === 0) return <p className="quiet">This scenario asserts nothing.</p>;
  return (
    <ul className={styles.list} aria-label="Assertions">
      {assertions.map(({ id, text, state, value, detail }) => {
        const { Mark, word } = marks[state];
        return (
          <li key={id} data-state={state}>
            <span className={styles.mark}>
              <Mark size={14} strokeWidth={2.25} aria-hidden="true" />
              <span className="visually-hidden">{word}</span>
            </span>
            <span className={styles.text}>
              {text}
              {detail !== undefined && <span className={styles.detail}>{detail}</span>}
            </span>
            <span className={styles.value}>{value}</span>
          </li>
        );
      })}
    </ul>
  );
}
