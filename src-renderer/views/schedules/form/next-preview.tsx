import { TickTimes } from '../detail/tick-times';
import { zoneOf } from '../when-text';
import type { ReadDraft } from './read-draft';
import styles from './form.module.css';

interface NextPreviewProps {
  timing: ReadDraft;
  /** Null while there is no answer. */
  ticks: readonly number[] | null;
  paused: boolean;
}

/** When what is typed would tick. */
export function NextPreview({ timing, ticks, paused }: NextPreviewProps) {
  return (
    <section className={styles.preview} aria-label="Preview">
      <h3>Next ticks</h3>
      {!timing.ok && <p className="quiet">Say when it ticks, and the next ten are shown here.</p>}
      {timing.ok && ticks === null && <p className="quiet">Not known yet.</p>}
      {timing.ok && ticks?.length === 0 && <p className={styles.never}>It would never tick.</p>}
      {timing.ok && ticks !== null && ticks.length > 0 && (
        <>
          {paused && <p className="quiet">Once it is resumed:</p>}
          <TickTimes ticks={ticks} zone={zoneOf(timing.schedule)} label="Preview of the next ticks" />
        </>
      )}
    </section>
  );
}
