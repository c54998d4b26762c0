import { Autocomplete, NumberInput, TextInput } from '@mantine/core';
import { CodeEditor } from '../../../components/code-editor';
import { useLive, useTopics } from '../../../stores/live';
import { parseJson } from '../../dead-letters/payload/parse-json';
import { hiddenHeaders } from '../hidden-headers';
import type { FieldProps } from './field-props';
import styles from './form.module.css';

/** What a tick starts. */
export function JobFields({ draft, faults, change }: FieldProps) {
  useTopics('workers');
  const workers = useLive(({ workers: known }) => known?.workers);
  const types = [...new Set(workers?.flatMap((worker) => worker.types) ?? [])].sort();
  const payload = parseJson(draft.payload);
  const hidden = payload.ok ? hiddenHeaders(draft.type, payload.value) : [];
  return (
    <fieldset className={styles.group}>
      <legend>Job</legend>
      <Autocomplete
        label="Job type"
        data={types}
        value={draft.type}
        error={faults.type}
        onChange={(type) => change({ type })}
      />
      <div>
        <div className={styles.label}>Payload</div>
        <CodeEditor
          language="json"
          label="Payload"
          value={draft.payload}
          errors={faults.payload === undefined ? [] : [{ path: '', message: faults.payload }]}
          maxHeight={180}
          onChange={(text) => change({ payload: text })}
        />
        {hidden.length > 0 && (
          <p className={styles.note}>
            The values of {hidden.join(', ')} are hidden. Where *** stands the value that is kept stays.
          </p>
        )}
      </div>
      <div className={styles.triple}>
        <NumberInput
          label="Priority"
          placeholder="5; 0 goes first"
          min={0}
          max={9}
          allowDecimal={false}
          value={draft.priority}
          error={faults.priority}
          onChange={(priority) => change({ priority: numberOf(priority) })}
        />
        <NumberInput
          label="Attempts"
          placeholder="the usual"
          min={1}
          max={100}
          allowDecimal={false}
          value={draft.attempts}
          error={faults.attempts}
          onChange={(attempts) => change({ attempts: numberOf(attempts) })}
        />
        <TextInput
          label="Timeout"
          placeholder="the usual"
          value={draft.timeout}
          error={faults.timeout}
          onChange={({ currentTarget: { value } }) => change({ timeout: value })}
        />
      </div>
    </fieldset>
  );
}

/** An empty number field gives a text. */
export function numberOf(value: string | number): number | '' {
  return typeof value === 'number' ? value : '';
}
