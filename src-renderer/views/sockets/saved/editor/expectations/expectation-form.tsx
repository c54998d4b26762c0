import { Button, Menu } from '@mantine/core';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Collection, Expectation } from '../../../../../../src-core/conversation/collection';
import { expectationName, requestName } from '../../../../../../src-core/conversation/collections/names';
import { readCollection } from '../../../../../../src-core/conversation/collections/read-collection';
import { updateCollectionText } from '../../../../../../src-core/conversation/collections/update-collection-text';
import { FaultList } from '../fault-list';
import { typeText } from '../open-files';
import { type ExpectationDraft, draftOf, newDraft } from './expectation-draft';
import { ExpectationEditor } from './expectation-editor';
import styles from './expectations.module.css';

/** Of the requests; this one = the whole collection. */
const whole = -1;

/** What is being edited: of which request, at which place (null = a new one). */
interface Editing {
  request: number;
  at: number | null;
  draft: ExpectationDraft;
}

/** What must come of each request, as a form. Every change is written into the text of the file. */
export function ExpectationForm({ path, text }: { path: string; text: string }) {
  const { collection, issues } = useMemo(() => readCollection(text), [text]);
  const [editing, setEditing] = useState<Editing | null>(null);
  if (!collection)
    return (
      <>
        <p className={styles.note}>The file has faults. Mend them as YAML first:</p>
        <FaultList faults={issues} />
      </>
    );
  const put = (request: number, expectations: Expectation[]) =>
    typeText(path, updateCollectionText(text, withExpectations(collection, request, expectations)));
  const groups = [
    ...collection.requests.map((request, index) => ({
      index,
      title: requestName(request, index),
      on: request.on,
      expectations: request.expect ?? [],
    })),
    { index: whole, title: 'The whole collection', on: '', expectations: collection.expect ?? [] },
  ];
  return (
    <ol className={styles.groups} aria-label="Expectations">
      {groups.map(({ index, title, on, expectations }) => (
        <li key={index} className={styles.group}>
          <header className={styles.groupHead}>
            <h3>{title}</h3>
            <span className="quiet">{on}</span>
            <AddMenu
              title={title}
              add={(kind) => setEditing({ request: index, at: null, draft: newDraft(kind) })}
            />
          </header>
          <Expectations
            expectations={expectations}
            edit={(at) => {
              const expectation = expectations[at];
              if (expectation) setEditing({ request: index, at, draft: draftOf(expectation) });
            }}
            remove={(at) => put(index, expectations.toSpliced(at, 1))}
          />
        </li>
      ))}
      {editing && (
        <ExpectationEditor
          first={editing.draft}
          connections={Object.keys(collection.connections)}
          own={collection.requests[editing.request]?.on ?? ''}
          onClose={() => setEditing(null)}
          onSave={(expectation) => {
            const { request, at } = editing;
            const old = groups.find(({ index }) => index === request)?.expectations ?? [];
            put(request, at === null ? [...old, expectation] : old.with(at, expectation));
            setEditing(null);
          }}
        />
      )}
    </ol>
  );
}

interface ExpectationsProps {
  expectations: readonly Expectation[];
  edit(at: number): void;
  remove(at: number): void;
}

function Expectations({ expectations, edit, remove }: ExpectationsProps) {
  if (expectations.length === 0) return <p className={styles.note}>Nothing is expected of it.</p>;
  return (
    <ul>
      {expectations.map((expectation, at) => {
        const name = expectationName(expectation);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: several may say the same
          <li key={at} className={styles.expectation}>
            <span className={styles.name}>{name}</span>
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<Pencil size={12} />}
              aria-label={`Edit: ${name}`}
              onClick={() => edit(at)}
            >
              Edit
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<Trash2 size={12} />}
              aria-label={`Remove: ${name}`}
              onClick={() => remove(at)}
            >
              Remove
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

interface AddMenuProps {
  /** Of what the expectation is. */
  title: string;
  add(kind: ExpectationDraft['kind']): void;
}

function AddMenu({ title, add }: AddMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Plus size={12} />}
          aria-label={`Add an expectation: ${title}`}
        >
          Expect
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => add('comes')}>A frame like this comes</Menu.Item>
        <Menu.Item onClick={() => add('none')}>None of that kind comes</Menu.Item>
        <Menu.Item onClick={() => add('order')}>Frames come in this order</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function withExpectations(collection: Collection, request: number, expectations: Expectation[]): Collection {
  if (request === whole) {
    const { expect: _old, ...rest } = collection;
    return expectations.length === 0 ? rest : { ...rest, expect: expectations };
  }
  const changed = collection.requests.map((one, index) => {
    if (index !== request) return one;
    const { expect: _old, ...rest } = one;
    return expectations.length === 0 ? rest : { ...rest, expect: expectations };
  });
  return { ...collection, requests: changed };
}
