import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { savedKindOf } from '../../../../src-core/protocol/saved-files';
import { folderOf, stemOf } from './files/file-paths';
import { show } from './stage';
import styles from './stage.module.css';

interface StageHeadProps {
  path: string;
  /** It has changes that are not saved. */
  changed?: boolean;
  /** What is shown of it, if not the file itself: `run`, `replay`. */
  what?: string;
  before?: ReactNode;
  children?: ReactNode;
}

/** What is on the stage, its buttons, and the way back to the composer. */
export function StageHead({ path, changed = false, what, before, children }: StageHeadProps) {
  return (
    <header className={styles.head}>
      <h2 className={styles.title} title={path}>
        <span className="quiet">{folderOf(path)}</span>
        {stemOf(path)}
        <span className="quiet"> {what ?? savedKindOf(path)}</span>
        {changed && <span className="warn"> not saved</span>}
      </h2>
      {before}
      <span className={styles.gap} />
      {children}
      <ActionIcon
        variant="subtle"
        size="md"
        aria-label="Back to the composer"
        title="Back to the composer"
        onClick={() => show(null)}
      >
        <X size={16} />
      </ActionIcon>
    </header>
  );
}
