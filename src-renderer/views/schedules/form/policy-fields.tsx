import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { missedPolicies, overlapPolicies, type Schedule } from '../../../../src-core/protocol/schedules';
import type { FieldProps } from './field-props';
import { numberOf } from './job-fields';
import styles from './form.module.css';

const overlapLabels: Record<Schedule['overlap'], string> = {
  skip: 'skip: this tick starts nothing',
  queue: 'queue: its job comes after the earlier one',
  cancel: 'cancel: the earlier job is cancelled',
  allow: 'allow: both run',
};
const missedLabels: Record<Schedule['missed'], string> = {
  skip: 'skip: none is made up for',
  once: 'once: the last one is made up for',
  all: 'all: each is made up for',
};

/** What to do when ticks meet, or were missed. */
export function PolicyFields({ draft, faults, change }: FieldProps) {
  return (
    <fieldset className={styles.group}>
      <legend>Policies</legend>
      <div className={styles.pair}>
        <Select
          label="While an earlier job is unfinished"
          allowDeselect={false}
          data={overlapPolicies.map((value) => ({ value, label: overlapLabels[value] }))}
          value={draft.overlap}
          onChange={(overlap) => change({ overlap: (overlap ?? 'skip') as Schedule['overlap'] })}
        />
        <Select
          label="Ticks that were missed"
          allowDeselect={false}
          data={missedPolicies.map((value) => ({ value, label: missedLabels[value] }))}
          value={draft.missed}
          onChange={(missed) => change({ missed: (missed ?? 'once') as Schedule['missed'] })}
        />
        <TextInput
          label="Jitter"
          placeholder="none; 30s, 5m"
          description="Each job starts up to so much later"
          value={draft.jitter}
          error={faults.jitter}
          onChange={({ currentTarget: { value } }) => change({ jitter: value })}
        />
        {draft.missed === 'all' && (
          <NumberInput
            label="At most"
            description="The newest so many are made up for"
            min={1}
            max={1000}
            allowDecimal={false}
            value={draft.missedMost}
            error={faults.missedMost}
            onChange={(missedMost) => change({ missedMost: numberOf(missedMost) })}
          />
        )}
      </div>
      <Checkbox
        label="Paused: no ticks until it is resumed"
        checked={draft.paused}
        onChange={({ currentTarget: { checked } }) => change({ paused: checked })}
      />
    </fieldset>
  );
}
