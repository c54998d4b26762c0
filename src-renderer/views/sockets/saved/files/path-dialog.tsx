import { Autocomplete, Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { create } from 'zustand';
import type { SavedKind } from '../../../../../src-core/protocol/saved-files';
import { folderOf, pathOf, pathProblem } from './file-paths';
import { useFiles } from './file-store';

interface PathQuestion {
  title: string;
  kind: SavedKind;
  folder: string;
  name: string;
  submitLabel: string;
  /** A path that is taken but may be given: that of the file itself. */
  own?: string;
  /** Answers whether it was done: the dialog stays open until it was. */
  submit(path: string): Promise<boolean>;
}

const useQuestion = create<{ question: PathQuestion | null }>()(() => ({ question: null }));

/** Asks for folder and name of a file. */
export function askPath(question: PathQuestion): void {
  useQuestion.setState({ question });
}

/** Where `askPath` asks; mounted once, by the pane. */
export function PathDialog() {
  const question = useQuestion((state) => state.question);
  if (!question) return null;
  return <OpenDialog key={question.title} question={question} />;
}

function OpenDialog({ question }: { question: PathQuestion }) {
  const { title, kind, own, submitLabel } = question;
  const [folder, setFolder] = useState(question.folder.replace(/\/$/, ''));
  const [name, setName] = useState(question.name);
  const [busy, setBusy] = useState(false);
  const files = useFiles((state) => state.files);
  const path = pathOf(kind, folder, name);
  const taken = files.map((file) => file.path).filter((one) => one !== own);
  const problem = pathProblem(path, taken);
  const folders = [...new Set(files.map((file) => folderOf(file.path).slice(0, -1)))].filter(
    (one) => one !== '',
  );
  const close = () => useQuestion.setState({ question: null });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    setBusy(true);
    if (path === own || (await question.submit(path))) close();
    else setBusy(false);
  };
  return (
    <Modal opened onClose={close} title={title} size="sm">
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          label="Name"
          description={`The file is ${path}`}
          value={name}
          error={name !== '' && problem}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
        <Autocomplete
          mt="sm"
          label="Folder"
          description="Empty = none. A new one is made; / is between folders."
          value={folder}
          data={folders}
          onChange={setFolder}
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" disabled={problem !== null} loading={busy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
