import type { SimulationSnapshot } from '../../../../src-core/protocol/simulator';
import { formatClock, formatDateTime } from '../../../components/format';
import styles from './run.module.css';

/** What happened of note, newest first. */
export function RunLog({ log }: { log: SimulationSnapshot['log'] }) {
  if (log.length === 0) return <p className="quiet">Nothing of note yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ol className={styles.log} aria-label="Log" tabIndex={0}>
      {[...log].reverse().map(({ at, who, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing of their own to be told apart by
        <li key={`${at} ${who} ${index}`}>
          <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
            {formatClock(at)}
          </time>
          <code>{who}</code>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
