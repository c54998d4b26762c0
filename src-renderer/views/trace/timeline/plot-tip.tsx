import type { Tip } from './use-pointer';
import styles from './timeline.module.css';

/** What lies under the pointer, towards the middle of the plot. For the pointer alone: the table of events says the same. */
export function PlotTip({ tip, width, height }: { tip: Tip; width: number; height: number }) {
  const { title, text, x, y } = tip;
  return (
    <div
      className={styles.tip}
      data-left={x > width - 240 || undefined}
      data-up={y > height / 2 || undefined}
      style={{ left: x, top: y }}
      aria-hidden="true"
    >
      <strong>{title}</strong>
      <span>{text}</span>
    </div>
  );
}
