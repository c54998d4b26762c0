import { Button, SegmentedControl } from '@mantine/core';
import { Play, Save } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { SavedKind } from '../../../../../src-core/protocol/saved-files';
import { savedKindOf } from '../../../../../src-core/protocol/saved-files';
import { CodeEditor } from '../../../../components/code-editor';
import { ErrorPanel } from '../../../../components/error-panel';
import { Loading } from '../../../../components/loading';
import { replaySaved } from '../replays/replays';
import { runSaved } from '../runs/runs';
import { StageHead } from '../stage-head';
import styles from '../stage.module.css';
import { ConflictBar } from './conflict-bar';
import { ExpectationForm } from './expectations/expectation-form';
import { FaultList } from './fault-list';
import { fileFaults, faultMarks } from './file-faults';
import { isChanged, openFile, readAnew, saveOpen, typeText, useOpenFiles } from './open-files';

/** The stage scrolls, not the editor in it; CSS px. */
const tallest = 100_000;

/** A saved file, to be read and changed. */
export function FileStage({ path }: { path: string }) {
  const file = useOpenFiles((files) => files[path]);
  useEffect(() => void openFile(path), [path]);
  const kind = savedKindOf(path) ?? 'collection';
  const [form, setForm] = useState<'yaml' | 'form'>('yaml');
  if (!file || (file.version === null && !file.error))
    return (
      <Frame path={path}>
        <Loading what="Reading the file" />
      </Frame>
    );
  if (file.error && file.version === null)
    return (
      <Frame path={path}>
        <ErrorPanel error={file.error} onRetry={() => void readAnew(path)} />
      </Frame>
    );
  return (
    <Frame
      path={path}
      buttons={<FileButtons path={path} kind={kind} />}
      before={
        kind === 'collection' && (
          <SegmentedControl
            size="xs"
            aria-label="How it is edited"
            data={[
              { value: 'yaml', label: 'YAML' },
              { value: 'form', label: 'Expectations' },
            ]}
            value={form}
            onChange={(value) => setForm(value as typeof form)}
          />
        )
      }
    >
      {file.conflict && <ConflictBar path={path} />}
      {kind === 'collection' && form === 'form' ? (
        <ExpectationForm path={path} text={file.text} />
      ) : (
        <Text path={path} kind={kind} text={file.text} />
      )}
    </Frame>
  );
}

interface FrameProps {
  path: string;
  before?: React.ReactNode;
  buttons?: React.ReactNode;
  children: React.ReactNode;
}

function Frame({ path, before, buttons, children }: FrameProps) {
  const changed = useOpenFiles((files) => {
    const file = files[path];
    return file !== undefined && isChanged(file);
  });
  return (
    <section className={styles.stage} aria-label={`File ${path}`}>
      <StageHead path={path} changed={changed} before={before}>
        {buttons}
      </StageHead>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

function FileButtons({ path, kind }: { path: string; kind: SavedKind }) {
  const changed = useOpenFiles((files) => {
    const file = files[path];
    return file !== undefined && isChanged(file);
  });
  const saving = useOpenFiles((files) => files[path]?.saving ?? false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Save size={14} />}
        disabled={!changed}
        loading={saving}
        title="Save (Ctrl+Enter)"
        onClick={() => void saveOpen(path)}
      >
        Save
      </Button>
      {kind === 'collection' && (
        <Button size="xs" leftSection={<Play size={14} />} onClick={() => void runSaved(path)}>
          Run
        </Button>
      )}
      {kind === 'recording' && (
        <Button size="xs" leftSection={<Play size={14} />} onClick={() => void replaySaved(path)}>
          Replay
        </Button>
      )}
    </>
  );
}

function Text({ path, kind, text }: { path: string; kind: SavedKind; text: string }) {
  const faults = useMemo(() => fileFaults(kind, text), [kind, text]);
  return (
    <>
      <CodeEditor
        value={text}
        onChange={(typed) => typeText(path, typed)}
        language={kind === 'recording' ? 'text' : 'yaml'}
        label={`Text of ${path}`}
        maxHeight={tallest}
        check={(typed) => faultMarks(typed, fileFaults(kind, typed))}
        onSubmit={() => void saveOpen(path)}
      />
      <FaultList faults={faults} />
    </>
  );
}
