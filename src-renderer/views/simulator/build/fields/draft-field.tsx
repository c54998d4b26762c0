import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { edit, useDraft } from '../../draft/draft-store';
import { type Path, pathKey, valueAt } from '../../draft/paths';
import { type FieldKindName, fieldKinds } from './field-kinds';

interface DraftFieldProps {
  path: Path;
  label: string;
  as: FieldKindName;
  /** What holds when nothing is entered. */
  placeholder?: string;
  /** More about it, on hover. */
  title?: string;
}

/** A field for one value of the scenario, with what is wrong with it. */
export function DraftField({ path, label, as, placeholder, title }: DraftFieldProps) {
  const value = useDraft(({ form }) => valueAt(form, path));
  const error = useFieldIssue(path);
  const [typed, setTyped] = useState<{ text: string; value: unknown } | null>(null);
  const kind = fieldKinds[as];
  const unit = 'unit' in kind ? kind.unit : undefined;
  // What is being typed stays as it is: `1.` would become `1` otherwise.
  const text = typed && typed.value === value ? typed.text : kind.write(value);
  return (
    <TextInput
      size="xs"
      label={label}
      title={title}
      placeholder={placeholder}
      value={text}
      error={error}
      rightSection={unit && <span className="quiet">{unit}</span>}
      rightSectionWidth={24}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        const next = kind.read(event.currentTarget.value);
        setTyped({ text: event.currentTarget.value, value: next });
        edit(path, next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** What is wrong at a place or, where a field stands for a whole tree, below it. */
export function useFieldIssue(path: Path): string | undefined {
  return useDraft(({ read: { issues } }) => {
    const key = pathKey(path);
    const exact = issues.get(key);
    if (exact !== undefined || issues.size === 0) return exact;
    for (const [at, message] of issues) if (at.startsWith(`${key}\u0000`)) return message;
    return undefined;
  });
}
