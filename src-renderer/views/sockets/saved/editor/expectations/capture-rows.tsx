import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { ExpectationDraft } from './expectation-draft';
import styles from './expectations.module.css';

type Captures = ExpectationDraft['captures'];

interface CaptureRowsProps {
  captures: Captures;
  onChange(captures: Captures): void;
}

/** Variables that are filled from the frame. */
export function CaptureRows({ captures, onChange }: CaptureRowsProps) {
  const put = (at: number, part: Partial<Captures[number]>) =>
    onChange(captures.map((capture, index) => (index === at ? { ...capture, ...part } : capture)));
  return (
    <fieldset className={styles.rows}>
      <legend>Captures</legend>
      {captures.map(({ variable, path }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what tells it from the others
        <div key={at} className={styles.rowFields}>
          <TextInput
            size="xs"
            aria-label={`Variable of capture ${at + 1}`}
            placeholder="jobId"
            value={variable}
            onChange={({ currentTarget: { value } }) => put(at, { variable: value })}
          />
          <span className="quiet">is what stands at</span>
          <TextInput
            size="xs"
            aria-label={`Path of capture ${at + 1}`}
            placeholder="$.jobId"
            value={path}
            onChange={({ currentTarget: { value } }) => put(at, { path: value })}
          />
          <ActionIcon
            variant="subtle"
            aria-label={`Remove capture ${at + 1}`}
            onClick={() => onChange(captures.toSpliced(at, 1))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Plus size={12} />}
        onClick={() => onChange([...captures, { variable: '', path: '$.' }])}
      >
        Capture a variable
      </Button>
    </fieldset>
  );
}
