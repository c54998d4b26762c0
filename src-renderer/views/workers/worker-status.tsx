import {
  ArrowDownToLine,
  CircleDashed,
  CircleDot,
  type LucideIcon,
  OctagonX,
  RotateCcw,
  Square,
  Unplug,
} from 'lucide-react';
import type { WorkerStatus } from './worker-entries';
import styles from './worker-status.module.css';

const marks: Record<WorkerStatus, LucideIcon> = {
  'crash-loop': OctagonX,
  lost: Unplug,
  backoff: RotateCcw,
  starting: CircleDashed,
  draining: ArrowDownToLine,
  running: CircleDot,
  stopped: Square,
};

/** What each state means, for hover. */
const meanings: Record<WorkerStatus, string> = {
  'crash-loop': 'It crashed again and again; it is tried once a minute.',
  lost: 'No heartbeat for 150 s: its process is gone, or cut off from Redis.',
  backoff: 'It crashed and is started again in a moment.',
  starting: 'Its process has not said yet that it is ready.',
  draining: 'It takes no more jobs and ends with its last.',
  running: 'It takes jobs.',
  stopped: 'Its process has ended.',
};

/** A worker's state as colour, shape and word. */
export function WorkerStatusMark({ status, withWord = false }: { status: WorkerStatus; withWord?: boolean }) {
  const Mark = marks[status];
  return (
    <span className={styles.status} data-status={status} title={withWord ? meanings[status] : status}>
      <Mark size={14} strokeWidth={2.25} aria-hidden="true" />
      <span className={withWord ? undefined : 'visually-hidden'}>{status}</span>
    </span>
  );
}
