import { formatCount } from '../../../components/format';
import { jobsHref } from '../../../routing/routes';
import styles from './priority-bars.module.css';
import type { PriorityDepth } from './priorities';

interface PriorityBarsProps {
  depths: readonly PriorityDepth[];
  /** '' = all. */
  queue: string;
}

/** Waiting jobs by priority now, 0 goes first. */
export function PriorityBars({ depths, queue }: PriorityBarsProps) {
  const top = Math.max(1, ...depths.map(({ waiting }) => waiting));
  return (
    <table className={styles.bars} aria-label="Waiting by priority, now">
      <thead>
        <tr>
          <th scope="col" colSpan={2}>
            priority
          </th>
          <th scope="col" className="number">
            waiting
          </th>
        </tr>
      </thead>
      <tbody>
        {depths.map(({ priority, waiting }) => (
          <tr key={priority} data-empty={waiting === 0 || undefined}>
            <th scope="row">{priority}</th>
            <td className={styles.bar}>
              <span style={{ inlineSize: `${(waiting / top) * 100}%` }} />
            </td>
            <td className="number">
              {waiting === 0 ? (
                <span className="quiet">0</span>
              ) : (
                <a href={jobsHref({ state: 'waiting', priority, ...(queue !== '' && { queue }) })}>
                  {formatCount(waiting)}
                </a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
