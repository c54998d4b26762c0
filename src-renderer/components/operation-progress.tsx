import { Button, Progress } from '@mantine/core';
import type { Operation } from '../../src-core/protocol/operations';
import { formatCount, formatDuration } from './format';
import { useNow } from './now';

interface OperationProgressProps {
  operation: Operation;
  /** Ends it early. */
  onStop?: () => void;
  /** Takes it back; offered as long as the gateway can. */
  onUndo?: () => void;
}

const verbs: Record<Operation['kind'], { doing: string; done: string }> = {
  requeue: { doing: 'Requeuing', done: 'Requeued' },
  discard: { doing: 'Discarding', done: 'Discarded' },
  restore: { doing: 'Restoring', done: 'Restored' },
  cancel: { doing: 'Cancelling', done: 'Cancelled' },
  retry: { doing: 'Retrying', done: 'Retried' },
};

/** How far an act on many jobs has come: a count, a stop, and what was done at its end. */
export function OperationProgress({ operation, onStop, onUndo }: OperationProgressProps) {
  const now = useNow();
  const running = operation.state === 'running';
  const handled = operation.done + operation.skipped;
  const share = operation.total === 0 ? 100 : Math.min(100, (100 * handled) / operation.total);
  const undoable = onUndo && !running && operation.undoUntil !== null && operation.undoUntil > now;
  return (
    <div className={`operation operation-${operation.state}`}>
      <div className="operation-line">
        <span className="operation-text" role="status">
          {sentence(operation)}
        </span>
        <span className="quiet">{remaining(operation, now)}</span>
        {running && onStop && (
          <Button size="compact-xs" variant="default" onClick={onStop}>
            Stop
          </Button>
        )}
        {undoable && (
          <Button size="compact-xs" variant="default" onClick={onUndo}>
            Undo
          </Button>
        )}
      </div>
      <Progress.Root size={4}>
        <Progress.Section
          value={share}
          aria-label={`${formatCount(handled)} of ${formatCount(operation.total)}`}
        />
      </Progress.Root>
      {operation.error && <p className="operation-error">{operation.error}</p>}
    </div>
  );
}

function sentence({ kind, state, what, queue, total, done, skipped }: Operation): string {
  const { doing, done: did } = verbs[kind];
  const left = skipped > 0 ? `, ${formatCount(skipped)} left alone (changed or gone)` : '';
  const count = `${formatCount(done)} of ${formatCount(total)}`;
  if (state === 'running') return `${doing} ${what} in ${queue}: ${count}${left}`;
  if (state === 'done') return `${did} ${formatCount(done)} in ${queue}${left}`;
  if (state === 'stopped') return `Stopped: ${did.toLowerCase()} ${count} in ${queue}${left}`;
  return `Failed: ${did.toLowerCase()} ${count} in ${queue}${left}`;
}

function remaining(
  { state, done, skipped, total, rate, startedAt, endedAt }: Operation,
  now: number,
): string {
  if (state !== 'running') return endedAt === null ? '' : `in ${formatDuration(endedAt - startedAt)}`;
  const handled = done + skipped;
  const perSecond = handled / Math.max(1, (now - startedAt) / 1000);
  const limit = rate === null ? '' : `at most ${formatCount(rate)}/s, `;
  if (handled === 0 || perSecond === 0) return limit.replace(/, $/, '');
  return `${limit}about ${formatDuration(((total - handled) / perSecond) * 1000)} left`;
}
