import { Button, SegmentedControl } from '@mantine/core';
import { Eye, WandSparkles } from 'lucide-react';
import type { SocketRole } from '../../../../src-core/protocol/connection-spec';
import type { Connection } from '../connections/connections';
import { VariablesPanel } from '../variables/variables-panel';
import styles from './compose.module.css';
import { type Draft, editDraft } from './draft';
import { usePreview } from './fields/preview-state';
import { HistoryMenu } from './history-menu';
import { NewMessageMenu } from './messages/new-message-menu';

const kinds: { value: Draft['kind']; label: string }[] = [
  { value: 'json', label: 'JSON' },
  { value: 'text', label: 'Text' },
  { value: 'base64', label: 'Binary' },
  { value: 'file', label: 'File' },
];

interface ComposerBarProps {
  connection: Connection;
  draft: Draft;
  /** Null for a server that is no gateway. */
  role: SocketRole | null;
}

/** What kind of frame, and where it comes from. */
export function ComposerBar({ connection: { name }, draft, role }: ComposerBarProps) {
  return (
    <div className={styles.bar}>
      <SegmentedControl
        size="xs"
        aria-label="Kind of frame"
        data={kinds}
        value={draft.kind}
        onChange={(kind) => editDraft(name, { kind: kind as Draft['kind'] })}
      />
      {role && <NewMessageMenu connection={name} role={role} />}
      <HistoryMenu connection={name} />
      {draft.kind === 'json' && <FormatButton connection={name} draft={draft} />}
      {(draft.kind === 'json' || draft.kind === 'text') && <PreviewButton />}
      <VariablesPanel />
    </div>
  );
}

function PreviewButton() {
  const shown = usePreview((preview) => preview.shown);
  return (
    <Button
      size="xs"
      variant={shown ? 'light' : 'default'}
      leftSection={<Eye size={14} />}
      aria-pressed={shown}
      title="Preview: what would be sent now, variables filled in"
      onClick={() => usePreview.setState({ shown: !shown })}
    >
      <span className={styles.label}>Preview</span>
    </Button>
  );
}

function FormatButton({ connection, draft: { text } }: { connection: string; draft: Draft }) {
  const formatted = format(text);
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<WandSparkles size={14} />}
      disabled={formatted === null || formatted === text}
      title={formatted === null ? 'Only JSON without faults can be formatted' : 'Format: indents the JSON'}
      onClick={() => formatted !== null && editDraft(connection, { text: formatted })}
    >
      <span className={styles.label}>Format</span>
    </Button>
  );
}

/** Null when it is no JSON. */
function format(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
