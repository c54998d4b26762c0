import { formatCount } from '../../../components/format';
import styles from './load-bar.module.css';

/** Jobs a worker runs, of those it could. */
export function LoadBar({ active, concurrency }: { active: number; concurrency: number | null }) {
  const share = concurrency ? Math.min(1, active / concurrency) : 0;
  return (
    <div className={styles.load}>
      <span className={styles.track} aria-hidden="true">
        <span data-full={share === 1 || undefined} style={{ inlineSize: `${share * 100}%` }} />
      </span>
      <span className={styles.words}>
        {formatCount(active)} of {concurrency === null ? '–' : formatCount(concurrency)}
        <span className="visually-hidden"> jobs</span>
      </span>
    </div>
  );
}
