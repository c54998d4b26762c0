import { Autocomplete, CloseButton } from '@mantine/core';
import { type KeyboardEvent, type Ref, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './filters.module.css';

interface FilterFieldProps {
  label: string;
  value: string | undefined;
  /** What is likely. */
  suggestions?: readonly string[];
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  onChange(value: string | undefined): void;
}

const none: readonly string[] = [];

/**
 * A text to filter by. It counts on Enter, on leaving the field, or when a suggestion is picked. Enter and Escape leave the
 * field, so that the keys of the rows work again.
 */
export function FilterField({
  label,
  value = '',
  suggestions = none,
  placeholder,
  inputRef,
  onChange,
}: FilterFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = (typed: string) => {
    const clean = typed.trim();
    if (clean !== value) onChange(clean === '' ? undefined : clean);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    // Leaving counts what is typed: what Escape drops must be gone before.
    if (event.key === 'Escape') flushSync(() => setText(value));
    else if (event.key !== 'Enter' || field.hasAttribute('aria-activedescendant')) return;
    field.blur();
  };
  return (
    <Autocomplete
      ref={inputRef}
      className={styles.field}
      size="xs"
      aria-label={label}
      placeholder={placeholder ?? label}
      data={[...suggestions]}
      limit={12}
      value={text}
      onChange={setText}
      onOptionSubmit={commit}
      onBlur={() => commit(text)}
      onKeyDown={onKeyDown}
      data-set={value !== '' || undefined}
      rightSection={
        value === '' ? null : (
          <CloseButton
            size="xs"
            tabIndex={-1}
            aria-label={`Clear ${label}`}
            onClick={() => onChange(undefined)}
          />
        )
      }
    />
  );
}
