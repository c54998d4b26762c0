import { Button, FileButton, SegmentedControl } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { formatBytes } from '../../../../components/format';
import styles from '../compose.module.css';
import { editDraft } from '../draft';
import type { FieldProps } from './field-props';

/** A file of this machine, sent as it is in one frame. */
export function FileField({ connection: { name }, draft: { file, fileAs } }: FieldProps) {
  return (
    <div className={styles.file}>
      <FileButton onChange={(chosen) => chosen && editDraft(name, { file: chosen })}>
        {(props) => (
          <Button {...props} size="xs" variant="default" leftSection={<FileUp size={14} />}>
            {file ? 'Choose another file' : 'Choose a file'}
          </Button>
        )}
      </FileButton>
      {file ? (
        <span>
          <code>{file.name}</code> <span className="quiet">{formatBytes(file.size)}</span>
        </span>
      ) : (
        <span className="quiet">It is sent whole, in one frame; nothing in it is filled in.</span>
      )}
      <SegmentedControl
        size="xs"
        aria-label="Sent as"
        data={[
          { value: 'binary', label: 'Binary frame' },
          { value: 'text', label: 'Text frame' },
        ]}
        value={fileAs}
        onChange={(as) => editDraft(name, { fileAs: as === 'text' ? 'text' : 'binary' })}
      />
    </div>
  );
}
