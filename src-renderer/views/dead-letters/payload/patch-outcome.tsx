import { Button, Progress } from '@mantine/core';
import { formatCount } from '../../../components/format';
import { jobsText } from '../actions/target';
import type { PayloadRun } from './change-payloads';
import styles from './payload.module.css';

interface PatchOutcomeProps {
  run: PayloadRun;
  /** Jobs that were chosen. */
  total: number;
  /** It brings the payloads back that an earlier run changed. */
  undoing: boolean;
  onStop(): void;
  onUndo(): void;
  onRequeue(): void;
  onClose(): void;
}

const shownRefusals = 5;

/** How far the change of payloads has come; at its end what was done, and what may follow. */
export function PatchOutcome({ run, total, undoing, onStop, onUndo, onRequeue, onClose }: PatchOutcomeProps) {
  const { state, done, changed, refused, before } = run;
  const running = state === 'running';
  return (
    <>
      <p role="status">{sentence(run, total, undoing)}</p>
      <Progress.Root size={4}>
        <Progress.Section
          value={total === 0 ? 100 : Math.min(100, (100 * done) / total)}
          aria-label={`${formatCount(done)} of ${formatCount(total)}`}
        />
      </Progress.Root>
      {refused.length > 0 && (
        <ul className={styles.refusals}>
          {refused.slice(0, shownRefusals).map(({ id, message }) => (
            <li key={id}>
              <code>{id}</code> {message}
            </li>
          ))}
          {refused.length > shownRefusals && <li>and {formatCount(refused.length - shownRefusals)} more</li>}
        </ul>
      )}
      <div className="dialog-actions">
        {running ? (
          <Button variant="default" onClick={onStop}>
            Stop
          </Button>
        ) : (
          <>
            {changed > 0 && before && !undoing && (
              <Button variant="default" onClick={onUndo}>
                Undo
              </Button>
            )}
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button data-autofocus onClick={onRequeue}>
              Requeue {jobsText(total)}
            </Button>
          </>
        )}
      </div>
    </>
  );
}

function sentence(run: PayloadRun, total: number, undoing: boolean): string {
  const { state, done, changed, unchanged, refused, error } = run;
  const counts = [
    `${formatCount(changed)} ${undoing ? 'brought back' : 'changed'}`,
    unchanged > 0 && `${formatCount(unchanged)} left as they were`,
    refused.length > 0 && `${formatCount(refused.length)} refused`,
  ]
    .filter(Boolean)
    .join(', ');
  const far = `${formatCount(done)} of ${formatCount(total)}`;
  if (state === 'running') return `${undoing ? 'Bringing payloads back' : 'Changing payloads'}: ${far}.`;
  if (state === 'done') return `Done: ${counts}.`;
  if (state === 'stopped') return `Stopped after ${far}: ${counts}.`;
  return `Failed after ${far}: ${error}`;
}
