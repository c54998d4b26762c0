import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { CodeEditor } from '../../../../../components/code-editor';
import { useLogState } from '../../../log/log-state';
import type { MatchDraft } from './expectation-draft';
import styles from './expectations.module.css';

interface MatchFieldsProps {
  title: string;
  match: MatchDraft;
  connections: readonly string[];
  /** The connection that is meant when none is said; '' = any. */
  own: string;
  onChange(match: MatchDraft): void;
  onRemove?: () => void;
}

/** Which frames are meant. */
export function MatchFields({ title, match, connections, own, onChange, onRemove }: MatchFieldsProps) {
  const open = useLogState((state) => state.open);
  const example = typeof open?.data === 'string' && open.way === 'received' ? pretty(open.data) : null;
  return (
    <fieldset className={styles.match}>
      <legend>{title}</legend>
      <div className={styles.matchHead}>
        <SegmentedControl
          size="xs"
          aria-label={`${title} is told by`}
          data={[
            { value: 'frame', label: 'JSON' },
            { value: 'text', label: 'Text' },
          ]}
          value={match.how}
          onChange={(how) => onChange({ ...match, how: how as MatchDraft['how'] })}
        />
        <Select
          size="xs"
          aria-label={`${title} comes on`}
          clearable
          placeholder={own === '' ? 'on any connection' : `on ${own}`}
          data={[...connections]}
          value={match.on === '' ? null : match.on}
          onChange={(on) => onChange({ ...match, on: on ?? '' })}
        />
        {example !== null && match.how === 'frame' && (
          <Button size="xs" variant="default" onClick={() => onChange({ ...match, text: example })}>
            Like the frame open in the log
          </Button>
        )}
        {onRemove && (
          <Button size="xs" variant="subtle" onClick={onRemove}>
            Remove
          </Button>
        )}
      </div>
      {match.how === 'frame' ? (
        <>
          <CodeEditor
            language="json"
            label={`${title} as JSON`}
            value={match.text}
            maxHeight={160}
            onChange={(text) => onChange({ ...match, text })}
          />
          <p className={styles.note}>
            It has at least these fields. <code>{'{{$any}}'}</code>, <code>{'{{$number}}'}</code>,{' '}
            <code>{'{{$string}}'}</code>, <code>{'{{$time}}'}</code> stand for whatever is there.
          </p>
        </>
      ) : (
        <TextInput
          label="Regular expression found in its text"
          value={match.text}
          onChange={({ currentTarget: { value } }) => onChange({ ...match, text: value })}
        />
      )}
    </fieldset>
  );
}

function pretty(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
