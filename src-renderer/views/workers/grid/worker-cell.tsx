import { formatAgo, formatCount, formatDuration } from '../../../components/format';
import { JobLink } from '../../../components/job-link';
import { useNow } from '../../../components/now';
import { exitWords } from '../exit-words';
import type { WorkerEntry } from '../worker-entries';
import { WorkerStatusMark } from '../worker-status';
import { LoadBar } from './load-bar';
import styles from './worker-cell.module.css';

interface WorkerCellProps {
  entry: WorkerEntry;
  isOpen: boolean;
  /** Its own address. */
  to: string;
  /** Attempts a second; null when not known yet. */
  rate: number | null;
}

/** One worker: how it is, how full, at what. */
export function WorkerCell({ entry, isOpen, to, rate }: WorkerCellProps) {
  const { id, name, status, active, concurrency, pool } = entry;
  const restarts = pool?.restarts ?? 0;
  return (
    <article className={styles.cell} data-status={status} data-open={isOpen || undefined} aria-label={name}>
      <div className={styles.line}>
        <WorkerStatusMark status={status} />
        <a className={styles.name} href={to} title={id} aria-current={isOpen || undefined}>
          {name}
        </a>
        {restarts > 0 && (
          <span className={styles.restarts}>
            {restarts} {restarts === 1 ? 'restart' : 'restarts'}
          </span>
        )}
        <span className={styles.aside} title="Attempts ended a second, over the last half minute">
          {rate === null ? '' : `${formatCount(rate)}/s`}
        </span>
      </div>
      <LoadBar active={active} concurrency={concurrency} />
      <div className={styles.line}>
        <Doing entry={entry} />
        <span className={styles.aside}>
          <Heartbeat entry={entry} />
        </span>
      </div>
    </article>
  );
}

/** Its first job, or why it has none. */
function Doing({ entry: { jobs, active, status, view, pool } }: { entry: WorkerEntry }) {
  const [first] = jobs;
  if (first !== undefined && view) {
    const more = active - 1;
    return (
      <div className={styles.doing}>
        <JobLink queue={view.queue} id={first} />
        {more > 0 && <span className={styles.aside}>+{formatCount(more)}</span>}
      </div>
    );
  }
  const last = pool?.lastLines.at(-1);
  if ((status === 'crash-loop' || status === 'backoff') && pool) {
    return (
      <div className={styles.doing} title={last}>
        <span className="bad">{exitWords(pool.lastExit)}</span>
      </div>
    );
  }
  return (
    <div className={`${styles.doing} quiet`}>{status === 'running' && active === 0 ? 'idle' : status}</div>
  );
}

function Heartbeat({ entry: { seenAt, pool } }: { entry: WorkerEntry }) {
  const now = useNow();
  if (pool?.retryAt != null) {
    return (
      <span>starts in {formatDuration(Math.max(1, Math.round((pool.retryAt - now) / 1000)) * 1000)}</span>
    );
  }
  if (seenAt === null) return <span>not heard yet</span>;
  return (
    <span title="When it was last heard of; an idle worker reports once a minute">
      heard {formatAgo(now - seenAt)}
    </span>
  );
}
