import { CloseButton } from '@mantine/core';
import { OperationProgress } from '../../../components/operation-progress';
import { useDeadLetters } from '../dead-letters-store';
import { restore, stop } from './acts';
import { useOperations } from './use-operations';
import styles from './actions.module.css';

/** The acts that are under way, and what came of those that were begun here. */
export function OperationStrip() {
  const operations = useOperations();
  const dismiss = useDeadLetters((state) => state.dismiss);
  if (operations.length === 0) return null;
  return (
    <section className={styles.operations} aria-label="Acts on many jobs">
      {operations.map((operation) => (
        <div key={operation.id} className={styles.operation}>
          <OperationProgress
            operation={operation}
            onStop={() => stop(operation)}
            onUndo={() => restore(operation)}
          />
          {operation.state !== 'running' && (
            <CloseButton
              size="sm"
              aria-label="Take this away"
              title="Take this away"
              onClick={() => dismiss(operation.id)}
            />
          )}
        </div>
      ))}
    </section>
  );
}
