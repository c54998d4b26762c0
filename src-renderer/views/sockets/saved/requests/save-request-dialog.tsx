import { Button, Modal, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { requestName } from '../../../../../src-core/conversation/collections/names';
import type { Draft } from '../../compose/draft';
import { allPaths } from '../files/file-acts';
import { folderOf, pathOf, pathProblem, stemOf } from '../files/file-paths';
import { useFiles } from '../files/file-store';
import { unfold, unfoldTo } from '../tree/tree-state';
import { saveRequest } from './save-request';

interface SaveRequestDialogProps {
  connection: string;
  draft: Draft;
  onClose(): void;
}

/** No file is called so. */
const newOne = '*';

/** Asks which collection a request goes into, and what it is called. */
export function SaveRequestDialog({ connection, draft, onClose }: SaveRequestDialogProps) {
  const [name, setName] = useState(() => suggestion(draft));
  const [chosen, setChosen] = useState(() => draft.from?.path ?? firstCollection());
  const [collection, setCollection] = useState('');
  const [busy, setBusy] = useState(false);
  const slash = collection.lastIndexOf('/') + 1;
  const newPath = pathOf('collection', collection.slice(0, slash), collection.slice(slash));
  const problem = chosen === newOne ? pathProblem(newPath, allPaths()) : null;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const path = chosen === newOne ? newPath : chosen;
    const done = await saveRequest(draft, connection, {
      kind: chosen === newOne ? 'create' : 'add',
      path,
      name,
    });
    setBusy(false);
    if (!done) return;
    unfoldTo(path);
    unfold(`file:${path}`, true);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Save as a request" size="sm">
      <form onSubmit={(event) => void save(event)}>
        <TextInput
          label="Name"
          description="Empty: what it sends is its name."
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
        <CollectionSelect chosen={chosen} onChoose={setChosen} />
        {chosen === newOne && (
          <TextInput
            mt="sm"
            label="Name of the new collection"
            description={`The file is ${newPath}`}
            value={collection}
            error={collection !== '' && problem}
            onChange={(event) => setCollection(event.currentTarget.value)}
            autoComplete="off"
          />
        )}
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" disabled={problem !== null} loading={busy}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function CollectionSelect({ chosen, onChoose }: { chosen: string; onChoose(path: string): void }) {
  const files = useFiles((state) => state.files);
  const collections = files.filter(({ kind }) => kind === 'collection');
  return (
    <Select
      mt="sm"
      label="Collection"
      allowDeselect={false}
      data={[
        { value: newOne, label: 'A new collection' },
        ...collections.map(({ path }) => ({ value: path, label: `${folderOf(path)}${stemOf(path)}` })),
      ]}
      value={chosen}
      onChange={(value) => onChoose(value ?? newOne)}
    />
  );
}

function firstCollection(): string {
  return useFiles.getState().files.find(({ kind }) => kind === 'collection')?.path ?? newOne;
}

function suggestion(draft: Draft): string {
  if (draft.kind !== 'json') return '';
  try {
    return requestName({ on: '', message: JSON.parse(draft.text) }, 0).replace(/^request 1$/, '');
  } catch {
    return '';
  }
}
