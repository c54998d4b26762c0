import type { FileIssue } from '../../../../../src-core/conversation/collections/yaml-text';
import styles from '../stage.module.css';

/** What is wrong with a file, by line and column. */
export function FaultList({ faults }: { faults: readonly FileIssue[] }) {
  return (
    <ul className={styles.faults} aria-label="Faults of the file" aria-live="polite">
      {faults.map(({ line, column, message }) => (
        <li key={`${line} ${column} ${message}`}>
          <code>
            line {line}, column {column}
          </code>{' '}
          {message}
        </li>
      ))}
    </ul>
  );
}
