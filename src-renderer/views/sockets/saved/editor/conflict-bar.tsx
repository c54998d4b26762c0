import { Button } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import styles from '../stage.module.css';
import { readAnew, saveOpen } from './open-files';

/** Somebody else changed the file: whose text is to stay? */
export function ConflictBar({ path }: { path: string }) {
  return (
    <div className={styles.conflict} role="alert">
      <TriangleAlert size={16} aria-hidden="true" />
      <span>The file was changed on the disk meanwhile, so it was not saved.</span>
      <Button size="compact-xs" variant="default" onClick={() => void readAnew(path)}>
        Take theirs, lose my changes
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => void saveOpen(path, true)}>
        Save mine over it
      </Button>
    </div>
  );
}
