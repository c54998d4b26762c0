import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { edit, useDraft } from '../draft/draft-store';
import { type Path, valueAt, withName } from '../draft/paths';
import { useFieldIssue } from './fields/draft-field';

interface NameFieldProps {
  /** The record that holds what is named. */
  path: Path;
  name: string;
  label: string;
}

/** What something is called: its key in its record. It takes effect when the field is left. */
export function NameField({ path, name, label }: NameFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const record = useDraft(({ form }) => valueAt(form, path)) as Record<string, unknown>;
  const issue = useFieldIssue([...path, name, '']);
  const text = typed ?? name;
  const taken = text !== name && Object.hasOwn(record, text);
  const fault = taken ? 'This name is taken' : text.trim() === '' ? 'A name is needed' : issue;
  const leave = () => {
    setTyped(null);
    if (text !== name && !taken && text.trim() !== '') edit(path, withName(record, name, text.trim()));
  };
  return (
    <TextInput
      size="xs"
      label={label}
      value={text}
      error={fault}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}
