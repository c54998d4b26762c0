import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { localZone } from '../when-text';
import type { FieldProps } from './field-props';
import type { WhenKind } from './schedule-draft';
import styles from './form.module.css';

const kinds: { value: WhenKind; label: string }[] = [
  { value: 'cron', label: 'Cron pattern' },
  { value: 'every', label: 'Interval' },
  { value: 'at', label: 'Once' },
];

/** Names are found by typing: a list of all of them helps nobody. */
const zonesShown = 60;

/** When it ticks. */
export function WhenFields(props: FieldProps) {
  const { draft, faults, change } = props;
  return (
    <fieldset className={styles.group}>
      <legend>When</legend>
      <SegmentedControl
        size="xs"
        aria-label="Kind of schedule"
        data={kinds}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as WhenKind })}
      />
      {draft.kind === 'cron' && <CronFields {...props} />}
      {draft.kind === 'every' && (
        <TextInput
          label="Every"
          placeholder="30s, 5m, 1.5h"
          description="A second or more, counted from the start, or from when the schedule was made"
          value={draft.every}
          error={faults.every}
          onChange={({ currentTarget: { value } }) => change({ every: value })}
        />
      )}
      {draft.kind === 'at' && (
        <MomentField label="At" value={draft.at} error={faults.at} onChange={(at) => change({ at })} />
      )}
      <div className={styles.pair}>
        <MomentField
          label="Start"
          hint="No tick before"
          value={draft.startAt}
          error={faults.startAt}
          onChange={(startAt) => change({ startAt })}
        />
        <MomentField
          label="End"
          hint="No tick after"
          value={draft.endAt}
          error={faults.endAt}
          onChange={(endAt) => change({ endAt })}
        />
      </div>
      <p className={styles.note}>Dates are by this machine's clocks: {localZone()}.</p>
    </fieldset>
  );
}

function CronFields({ draft, faults, change }: FieldProps) {
  return (
    <div className={styles.pair}>
      <TextInput
        label="Pattern"
        placeholder="30 2 * * *"
        description="Minute, hour, day, month, weekday; with six fields seconds first; @daily and the like, L, #, W"
        classNames={{ input: styles.code }}
        value={draft.cron}
        error={faults.cron}
        onChange={({ currentTarget: { value } }) => change({ cron: value })}
      />
      <Select
        label="Time zone"
        description="Whose clocks the pattern goes by"
        searchable
        allowDeselect={false}
        limit={zonesShown}
        nothingFoundMessage="No time zone has this name"
        data={zoneNames(draft.timezone)}
        value={draft.timezone}
        error={faults.timezone}
        onChange={(timezone) => change({ timezone: timezone ?? 'UTC' })}
      />
    </div>
  );
}

interface MomentFieldProps {
  label: string;
  hint?: string;
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}

function MomentField({ label, hint, value, error, onChange }: MomentFieldProps) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      description={hint}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

let allZones: string[] | null = null;

/** The usual ones first. */
function zoneNames(chosen: string): string[] {
  allZones ??= Intl.supportedValuesOf('timeZone');
  return [...new Set(['UTC', localZone(), chosen, ...allZones])];
}
