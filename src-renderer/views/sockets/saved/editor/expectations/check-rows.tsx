import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { CheckDraft } from './expectation-draft';
import styles from './expectations.module.css';

const conditions: { value: CheckDraft['how']; label: string; needsValue: boolean }[] = [
  { value: 'equals', label: 'equals', needsValue: true },
  { value: 'matches', label: 'matches', needsValue: true },
  { value: 'exists', label: 'is there', needsValue: false },
  { value: 'absent', label: 'is not there', needsValue: false },
  { value: 'above', label: 'is above', needsValue: true },
  { value: 'below', label: 'is below', needsValue: true },
  { value: 'stable', label: 'is the same in all', needsValue: false },
];

interface CheckRowsProps {
  checks: readonly CheckDraft[];
  onChange(checks: CheckDraft[]): void;
  onAdd(): void;
}

/** What must hold at single places of the frame. */
export function CheckRows({ checks, onChange, onAdd }: CheckRowsProps) {
  const put = (at: number, part: Partial<CheckDraft>) =>
    onChange(checks.map((check, index) => (index === at ? { ...check, ...part } : check)));
  return (
    <fieldset className={styles.rows}>
      <legend>Where</legend>
      {checks.map((check, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what tells it from the others
        <div key={at} className={styles.rowFields}>
          <TextInput
            size="xs"
            aria-label={`Path of check ${at + 1}`}
            placeholder="$.state"
            value={check.path}
            onChange={({ currentTarget: { value } }) => put(at, { path: value })}
          />
          <Select
            size="xs"
            aria-label={`Condition of check ${at + 1}`}
            allowDeselect={false}
            data={conditions}
            value={check.how}
            onChange={(how) => put(at, { how: (how ?? 'equals') as CheckDraft['how'] })}
          />
          {conditions.find(({ value }) => value === check.how)?.needsValue ? (
            <TextInput
              size="xs"
              aria-label={`Value of check ${at + 1}`}
              placeholder={check.how === 'equals' ? 'JSON' : ''}
              value={check.value}
              onChange={({ currentTarget: { value } }) => put(at, { value })}
            />
          ) : (
            <span />
          )}
          <ActionIcon
            variant="subtle"
            aria-label={`Remove check ${at + 1}`}
            onClick={() => onChange(checks.toSpliced(at, 1))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button size="compact-xs" variant="default" leftSection={<Plus size={12} />} onClick={onAdd}>
        Check a place
      </Button>
    </fieldset>
  );
}
