import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { ConnectionDraft, DraftFaults } from './connection-draft';
import styles from './form.module.css';

interface HeaderRowsProps {
  headers: ConnectionDraft['headers'];
  faults: DraftFaults;
  onChange(headers: ConnectionDraft['headers']): void;
}

/** The headers of the request that opens a WebSocket. */
export function HeaderRows({ headers, faults, onChange }: HeaderRowsProps) {
  const set = (index: number, changed: Partial<(typeof headers)[number]>) =>
    onChange(headers.map((one, at) => (at === index ? { ...one, ...changed } : one)));
  return (
    <fieldset className={styles.headers}>
      <legend>Headers</legend>
      {headers.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has nothing else that stays
        <div key={index} className={styles.header}>
          <TextInput
            size="xs"
            aria-label={`Name of header ${index + 1}`}
            placeholder="x-api-key"
            value={name}
            error={faults[`headers.${index}`]}
            onChange={({ currentTarget }) => set(index, { name: currentTarget.value })}
          />
          <TextInput
            size="xs"
            aria-label={`Value of header ${index + 1}`}
            placeholder="{{apiKey}}"
            value={value}
            onChange={({ currentTarget }) => set(index, { value: currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            size="md"
            aria-label={`Remove header ${index + 1}`}
            title="Remove"
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<Plus size={12} />}
        onClick={() => onChange([...headers, { name: '', value: '' }])}
      >
        Add a header
      </Button>
    </fieldset>
  );
}
