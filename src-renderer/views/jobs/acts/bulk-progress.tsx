import { CloseButton } from '@mantine/core';
import { OperationProgress } from '../../../components/operation-progress';
import { useBulk } from './bulk-store';
import styles from '../jobs.module.css';

/** How far the act on many jobs has come, and what came of it. */
export function BulkProgress() {
  const { operation, stop, dismiss } = useBulk();
  if (!operation) return null;
  return (
    <div className={styles.operation}>
      <OperationProgress operation={operation} onStop={stop} />
      {operation.state !== 'running' && (
        <CloseButton size="sm" aria-label="Take this away" title="Take this away" onClick={dismiss} />
      )}
    </div>
  );
}
