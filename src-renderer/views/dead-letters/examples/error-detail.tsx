import { useState } from 'react';
import type { JobView } from '../../../../src-core/protocol/http';
import { type StackPart, stackParts } from './stack-lines';
import styles from './examples.module.css';

/** Why a job died: code, message, and the stack with the frames of libraries folded. */
export function ErrorDetail({ error }: { error: JobView['error'] }) {
  if (!error) return <p className="quiet">The job carries no error.</p>;
  const parts = stackParts(error.stack ?? '');
  return (
    <div className={styles.error}>
      <p className={styles.errorMessage}>
        <code>{error.code}</code> {error.message}
      </p>
      {parts.length === 0 ? (
        <p className="quiet">It came without a stack.</p>
      ) : (
        <pre className={styles.stack}>
          {parts.map((part) => (
            <Frames key={part.lines[0]} part={part} alone={parts.length === 1} />
          ))}
        </pre>
      )}
    </div>
  );
}

function Frames({ part, alone }: { part: StackPart; alone: boolean }) {
  const [open, setOpen] = useState(alone);
  if (part.kind === 'own') return <span className={styles.own}>{`${part.lines.join('\n')}\n`}</span>;
  if (open) return <span className={styles.packageFrames}>{`${part.lines.join('\n')}\n`}</span>;
  const count = part.lines.length;
  return (
    <button type="button" className={styles.fold} onClick={() => setOpen(true)}>
      {count === 1 ? '1 frame of a library' : `${count} frames of libraries`}
    </button>
  );
}
