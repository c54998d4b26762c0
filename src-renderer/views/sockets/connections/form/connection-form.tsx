import { Button, Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ConnectionSpec } from '../../../../../src-core/protocol/connection-spec';
import { notify } from '../../../../components/notify';
import { show } from '../../saved/stage';
import { change, connect, nameProblem, useConnections } from '../connections';
import { remember } from '../past-connections';
import { type ConnectionDraft, type DraftFaults, specOf } from './connection-draft';
import { ConnectionFields } from './connection-fields';
import { closeForm, useForm } from './open-form';
import styles from './form.module.css';

/** The form for a connection, while it is open. */
export function ConnectionFormDialog() {
  const form = useForm((state) => state.form);
  const title = form?.id == null ? 'Connect to a WebSocket server' : 'Edit the connection';
  return (
    <Modal opened={form !== null} onClose={closeForm} title={title} size="lg">
      {form && <ConnectionForm first={form.draft} id={form.id} note={form.note} />}
    </Modal>
  );
}

interface ConnectionFormProps {
  first: ConnectionDraft;
  id: string | null;
  note: string | null;
}

function ConnectionForm({ first, id, note }: ConnectionFormProps) {
  const [draft, setDraft] = useState(first);
  const [faults, setFaults] = useState<DraftFaults>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const made = specOf(draft);
    const name = draft.name.trim();
    // A new one without a name is called by its place.
    const problem = name === '' && id === null ? null : nameProblem(name, id ?? undefined);
    const found = { ...('faults' in made ? made.faults : {}), ...(problem && { name: problem }) };
    setFaults(found);
    if ('faults' in made || problem) return;
    if (apply(id, name, made.spec, draft)) closeForm();
  };
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      {note && <p className={styles.note}>{note}</p>}
      <ConnectionFields
        draft={draft}
        faults={faults}
        onChange={(changed) => {
          setDraft((old) => ({ ...old, ...changed }));
          // What was wrong with a field is not known of its new value.
          setFaults((old) =>
            Object.fromEntries(Object.entries(old).filter(([field]) => !touches(changed, field))),
          );
        }}
      />
      <div className="dialog-actions">
        <Button variant="default" onClick={closeForm}>
          Close
        </Button>
        <Button type="submit">{id === null ? 'Connect' : 'Save and connect'}</Button>
      </div>
    </form>
  );
}

function touches(changed: Partial<ConnectionDraft>, field: string): boolean {
  return Object.keys(changed).some((name) => field === name || field.startsWith(`${name}.`));
}

function apply(id: string | null, name: string, spec: ConnectionSpec, { via }: ConnectionDraft): boolean {
  try {
    if (id !== null) change(id, { name, spec, via });
    const made = id ?? connect(spec, name === '' ? undefined : name, { via });
    const known = useConnections.getState().list.find((one) => one.id === made);
    remember(known?.name ?? name, spec, via);
    show(null);
    return true;
  } catch (error) {
    notify.failure({ title: 'It was not connected', text: (error as Error).message });
    return false;
  }
}
