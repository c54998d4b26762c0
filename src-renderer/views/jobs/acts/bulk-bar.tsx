import { Button, CloseButton } from '@mantine/core';
import { Ban, CornerUpLeft, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useKeys } from '../../../frame/keys';
import type { JobState } from '../../../../src-core/protocol/job-state';
import { askFirst, jobsText } from './ask';
import { useBulk } from './bulk-store';
import { eligible } from './eligible';
import { RequeueDialog } from './requeue-dialog';
import styles from '../jobs.module.css';

interface BulkBarProps {
  selected: ReadonlySet<string>;
  /** The state a job was last seen in; undefined = it never was. */
  stateOf(key: string): JobState | undefined;
  /** Takes in all jobs of the filter, the ones not listed too; absent when they are. */
  onSelectAll?: () => void;
  onClear(): void;
}

/** What can be done with the selected jobs. */
export function BulkBar({ selected, stateOf, onSelectAll, onClear }: BulkBarProps) {
  const [requeuing, setRequeuing] = useState<string[] | null>(null);
  const begin = useBulk((bulk) => bulk.begin);
  const cancellable = eligible('cancel', selected, stateOf);
  const retryable = eligible('retry', selected, stateOf);
  const act = async (kind: 'cancel' | 'retry', keys: string[]) => {
    if (keys.length === 0 || !(await askFirst(kind, keys.length, selected.size - keys.length))) return;
    onClear();
    await begin({ kind }, keys);
  };
  useKeys({
    c: { label: 'Cancel the selected jobs', run: () => act('cancel', cancellable) },
    r: { label: 'Retry the selected jobs', run: () => act('retry', retryable) },
    Escape: { label: 'Select none', keyOnly: true, run: onClear },
  });
  return (
    <div className={styles.bulk} role="toolbar" aria-label="Selected jobs">
      <strong>{jobsText(selected.size)} selected</strong>
      <Button
        size="xs"
        variant="default"
        disabled={cancellable.length === 0}
        leftSection={<Ban size={14} />}
        title="c"
        onClick={() => act('cancel', cancellable)}
      >
        Cancel {cancellable.length.toLocaleString('en')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={retryable.length === 0}
        leftSection={<RotateCcw size={14} />}
        title="r"
        onClick={() => act('retry', retryable)}
      >
        Retry {retryable.length.toLocaleString('en')}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={retryable.length === 0}
        leftSection={<CornerUpLeft size={14} />}
        onClick={() => setRequeuing(retryable)}
      >
        Requeue at a rate...
      </Button>
      {onSelectAll && (
        <Button size="xs" variant="subtle" onClick={onSelectAll}>
          Select all found
        </Button>
      )}
      <CloseButton size="sm" aria-label="Select none" title="Select none (Escape)" onClick={onClear} />
      {requeuing && (
        <RequeueDialog
          count={requeuing.length}
          onClose={() => setRequeuing(null)}
          onSubmit={(rate) => {
            onClear();
            void begin({ kind: 'requeue', rate }, requeuing);
          }}
        />
      )}
    </div>
  );
}
