import { formatDuration } from '../../../components/format';
import { Sparkline } from '../../../components/sparkline';
import styles from './connections.module.css';

/** How long pings take there and back: the last one, and a line of the last sixty. */
export function PingTimes({ pings }: { pings: readonly number[] }) {
  const last = pings.at(-1);
  if (last === undefined) return null;
  const rounded = pings.map((ms) => Math.round(ms * 100) / 100);
  return (
    <span className={styles.ping}>
      <span title={`Slowest of the last ${pings.length}: ${formatDuration(Math.max(...pings))}`}>
        ping {formatDuration(last)}
      </span>
      {pings.length > 1 && <Sparkline points={rounded} label="Ping times, ms" width={60} height={16} />}
    </span>
  );
}
