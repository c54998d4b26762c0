import type { Lane } from './lane';
import styles from './timeline.module.css';

/** The names of the lanes, and how many things are in each. */
export function LaneLabels({ lanes }: { lanes: readonly Lane[] }) {
  return (
    <div className={styles.labels}>
      <div className={styles.axisLabel}>since submitted</div>
      {lanes.map(({ id, label, note }) => (
        <div key={id} className={styles.laneLabel} title={`${label} ${note}`}>
          <span>{label}</span> <span className="quiet">{note}</span>
        </div>
      ))}
    </div>
  );
}
