import { CloseButton, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useKeys } from '../../../../frame/keys';
import { textFault } from '../filter';
import styles from './filters.module.css';

interface SearchFieldProps {
  value: string;
  onChange(text: string): void;
}

/** The text frames must contain. Counts while it is typed; Enter and Escape leave it for the rows. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useKeys({ '/': { label: 'Search the frames', run: () => field.current?.focus() } });
  const set = (typed: string) => {
    setText(typed);
    onChange(typed);
  };
  const onKeyDown = ({ key, currentTarget }: KeyboardEvent<HTMLInputElement>) => {
    if (key === 'Escape' || key === 'Enter') currentTarget.blur();
  };
  return (
    <TextInput
      ref={field}
      className={styles.search}
      size="xs"
      aria-label="Search frames"
      placeholder="Text or /regular expression/  ( / )"
      spellCheck={false}
      value={text}
      error={textFault(text)}
      data-set={text !== '' || undefined}
      onChange={({ currentTarget }) => set(currentTarget.value)}
      onKeyDown={onKeyDown}
      rightSection={
        text === '' ? null : (
          <CloseButton size="xs" tabIndex={-1} aria-label="Clear the search" onClick={() => set('')} />
        )
      }
    />
  );
}
