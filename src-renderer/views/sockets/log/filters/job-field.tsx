import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import styles from './filters.module.css';

interface JobFieldProps {
  value: string;
  onChange(jobId: string): void;
}

/** The job frames must be about. Counts on Enter and on leaving it: half an id finds nothing. */
export function JobField({ value, onChange }: JobFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      className={styles.job}
      size="xs"
      aria-label="Job"
      placeholder="Job id"
      spellCheck={false}
      value={text}
      data-set={value !== '' || undefined}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={() => text.trim() !== value && onChange(text.trim())}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape' || key === 'Enter') currentTarget.blur();
      }}
      rightSection={
        value === '' ? null : (
          <CloseButton size="xs" tabIndex={-1} aria-label="Any job" onClick={() => onChange('')} />
        )
      }
    />
  );
}
