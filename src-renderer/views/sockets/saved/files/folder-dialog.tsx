import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { create } from 'zustand';
import { pathOf, pathProblem } from './file-paths';
import { useFiles } from './file-store';

interface FolderQuestion {
  /** Ends with `/`. */
  folder: string;
  submit(from: string, to: string): Promise<boolean>;
}

const useQuestion = create<{ question: FolderQuestion | null }>()(() => ({ question: null }));

/** Asks for another name of a folder. */
export function askFolder(folder: string, submit: FolderQuestion['submit']): void {
  useQuestion.setState({ question: { folder, submit } });
}

/** Where `askFolder` asks; mounted once, by the pane. */
export function FolderDialog() {
  const question = useQuestion((state) => state.question);
  return question ? <OpenDialog key={question.folder} {...question} /> : null;
}

function OpenDialog({ folder, submit }: FolderQuestion) {
  const [name, setName] = useState(folder.slice(0, -1));
  const files = useFiles((state) => state.files);
  // Any file in it tells whether the folder's name is good.
  const tried = pathOf('collection', name, 'x');
  const to = tried.slice(0, -'x.collection.yaml'.length);
  const taken = to !== folder && files.some(({ path }) => path.startsWith(to));
  const problem =
    to === '' ? null : (pathProblem(tried, []) ?? (taken ? 'There is a folder of this name.' : null));
  const close = () => useQuestion.setState({ question: null });
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (problem === null && (to === folder || (await submit(folder, to)))) close();
  };
  return (
    <Modal opened onClose={close} title={`Rename or move ${folder}`} size="sm">
      <form onSubmit={(event) => void send(event)}>
        <TextInput
          label="Folder"
          description="/ is between folders. Empty takes its files out of it."
          value={name}
          error={problem}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
        <div className="dialog-actions">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button type="submit" disabled={problem !== null}>
            Move
          </Button>
        </div>
      </form>
    </Modal>
  );
}
