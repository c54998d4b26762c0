import { useMemo } from 'react';
import type { WorkerView } from '../../../../src-core/protocol/http';
import type { PoolWorker } from '../../../../src-core/protocol/worker-lifecycle';
import { formatCount } from '../../../components/format';
import { href, workerHref } from '../../../routing/routes';
import { machinesOf, type WorkerEntry, workerEntries } from '../../workers/worker-entries';
import styles from './workers-strip.module.css';

interface WorkersStripProps {
  workers: readonly WorkerView[];
  pool: readonly PoolWorker[] | null;
}

/** Cells drawn: more say no more. */
const most = 240;

/** Every worker as a cell, filled as far as it is busy, beside those of its machine. */
export function WorkersStrip({ workers, pool }: WorkersStripProps) {
  const entries = useMemo(() => workerEntries(workers, pool), [workers, pool]);
  const machines = useMemo(() => machinesOf(entries.slice(0, most)), [entries]);
  const left = entries.length - most;
  return (
    <ul className={styles.machines}>
      {machines.map(({ name, entries: cells }) => (
        <li key={name} className={styles.machine}>
          <span className={styles.name} title={name}>
            {name}
          </span>
          <span className={styles.cells}>
            {cells.map((entry) => (
              <Cell key={entry.id} entry={entry} />
            ))}
          </span>
        </li>
      ))}
      {left > 0 && (
        <li>
          <a href={href(['workers'])}>{formatCount(left)} more</a>
        </li>
      )}
    </ul>
  );
}

function Cell({ entry }: { entry: WorkerEntry }) {
  const { id, name, status, active, concurrency } = entry;
  const load = concurrency ? Math.min(1, active / concurrency) : 0;
  const text = `${name}: ${status}, ${active} of ${concurrency ?? '?'} jobs`;
  return (
    <a className={styles.cell} href={workerHref(id)} data-status={status} title={text} aria-label={text}>
      <span style={{ blockSize: `${load * 100}%` }} />
    </a>
  );
}
