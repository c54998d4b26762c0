import { axisTicks } from './axis-ticks';
import { type Viewport, xOf } from './viewport';
import styles from './timeline.module.css';

interface AxisProps {
  view: Viewport;
  width: number;
  /** When the job was submitted. */
  origin: number;
}

/** The clock of all lanes. A drag on it moves the scrubber. */
export function Axis({ view, width, origin }: AxisProps) {
  return (
    <div className={styles.axis} data-axis="" aria-hidden="true">
      {axisTicks(view, origin, width).map(({ at, label }) => (
        <span key={at} className={styles.tick} style={{ left: xOf(at, view, width) }}>
          {label}
        </span>
      ))}
    </div>
  );
}
