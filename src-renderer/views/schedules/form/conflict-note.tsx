import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { Schedule, ScheduleView } from '../../../../src-core/protocol/schedules';
import { differences } from './differences';
import styles from './form.module.css';

interface ConflictNoteProps {
  /** What is there now; null: it was removed. */
  theirs: ScheduleView | null;
  mine: Schedule;
  /** A new one was to be made. */
  isNew: boolean;
  onShowTheirs(view: ScheduleView): void;
  onOverwrite(): void;
}

/** Somebody else edited it meanwhile: in what the two differ, and whose is to stay. */
export function ConflictNote({ theirs, mine, isNew, onShowTheirs, onOverwrite }: ConflictNoteProps) {
  const found = theirs ? differences(mine, theirs.schedule) : [];
  return (
    <div className={styles.conflict} role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <div>
        <p>
          {theirs === null
            ? 'It was removed meanwhile, so nothing was saved.'
            : isNew
              ? `There is a schedule "${mine.name}" in this queue already.`
              : 'Somebody else changed it meanwhile, so nothing was saved.'}
        </p>
        {found.length > 0 && (
          <table aria-label="Differences">
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">Mine</th>
                <th scope="col">Theirs</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ field, mine: own, theirs: other }) => (
                <tr key={field}>
                  <th scope="row">{field}</th>
                  <td>{own}</td>
                  <td>{other}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className={styles.choices}>
          {theirs && (
            <Button size="compact-xs" variant="default" onClick={() => onShowTheirs(theirs)}>
              Show theirs, lose my changes
            </Button>
          )}
          <Button size="compact-xs" variant="default" onClick={onOverwrite}>
            {theirs ? 'Overwrite with mine' : 'Write it again'}
          </Button>
        </div>
      </div>
    </div>
  );
}
