import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { writeRecording } from '../../../../../src-core/conversation/recordings/write-recording';
import { formatCount } from '../../../../components/format';
import { notify } from '../../../../components/notify';
import { allPaths, tell } from '../files/file-acts';
import { freePath, pathOf, pathProblem, stemOf } from '../files/file-paths';
import { lengthProblem, writeFile } from '../files/file-store';
import { replaySaved } from '../replays/replays';
import { unfoldTo } from '../tree/tree-state';
import { finishRecording, throwAway, useRecording } from './recording-store';

/** Asks for a name of what was recorded, and which connections to keep. */
export function SaveDialog() {
  const { frames, connections } = useRecording();
  const [name, setName] = useState(() => stemOf(freePath('session.recording.jsonl', allPaths())));
  const [kept, setKept] = useState<readonly string[]>(connections);
  const [busy, setBusy] = useState(false);
  const slash = name.lastIndexOf('/') + 1;
  const path = pathOf('recording', name.slice(0, slash), name.slice(slash));
  const problem = pathProblem(path, allPaths());
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = await tell('The recording was not saved', () => write(path, kept));
    setBusy(false);
    if (!done) return;
    throwAway();
    unfoldTo(path);
    await replaySaved(path);
  };
  return (
    <Modal
      opened
      onClose={throwAway}
      title="Save the recording"
      size="sm"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <form onSubmit={(event) => void save(event)}>
        <p>
          {formatCount(frames)} {frames === 1 ? 'frame' : 'frames'}. Tokens, passwords and the like are not
          written; ids and times that are others each time have names in their place.
        </p>
        <TextInput
          mt="sm"
          label="Name"
          description={`The file is ${path}`}
          value={name}
          error={name !== '' && problem}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
        <Checkbox.Group mt="sm" label="Connections to keep" value={[...kept]} onChange={setKept}>
          {connections.map((connection) => (
            <Checkbox key={connection} mt={4} value={connection} label={connection} />
          ))}
        </Checkbox.Group>
        <div className="dialog-actions">
          <Button variant="default" onClick={throwAway}>
            Throw away
          </Button>
          <Button type="submit" loading={busy} disabled={problem !== null || kept.length === 0}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

async function write(path: string, kept: readonly string[]): Promise<void> {
  const text = writeRecording(finishRecording(stemOf(path), kept));
  const problem = lengthProblem(text);
  if (problem !== null) throw new Error(problem);
  await writeFile(path, text, null);
  notify.success({ title: 'Recording saved', text: path });
}
