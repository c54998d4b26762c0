import { Autocomplete, Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Schedule, ScheduleView } from '../../../../src-core/protocol/schedules';
import { notify } from '../../../components/notify';
import { useLive } from '../../../stores/live';
import { changed } from '../use-schedules';
import { ConflictNote } from './conflict-note';
import type { FieldProps } from './field-props';
import { JobFields } from './job-fields';
import { NextPreview } from './next-preview';
import { askToClose, closeForm, noteEdit, type OpenForm, openEdit, useForm } from './open-form';
import { PolicyFields } from './policy-fields';
import { type Faults, readDraft, readTiming } from './read-draft';
import { saveSchedule } from './save-schedule';
import { usePreview } from './use-preview';
import { WhenFields } from './when-fields';
import styles from './form.module.css';

/** Its questions are asked above it. */
const belowQuestions = 150;

/** The form for a schedule, while it is open. `onSaved` is told which one it was. */
export function ScheduleFormDialog({ onSaved }: { onSaved(view: ScheduleView): void }) {
  const form = useForm((state) => state.form);
  return (
    <Modal
      opened={form !== null}
      onClose={() => void askToClose()}
      title={form?.title}
      size={980}
      zIndex={belowQuestions}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {form && <ScheduleForm key={form.before?.version ?? ''} form={form} onSaved={onSaved} />}
    </Modal>
  );
}

interface Conflict {
  theirs: ScheduleView | null;
  mine: Schedule;
}

function ScheduleForm({ form, onSaved }: { form: OpenForm; onSaved(view: ScheduleView): void }) {
  const [draft, setDraft] = useState(form.draft);
  const [found, setFound] = useState<Faults>({});
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [saving, setSaving] = useState(false);
  const isNew = form.before === null;
  const timing = readTiming(draft, form.before?.createdAt ?? null);
  const preview = usePreview(timing);
  const faults = { ...faultsOfTyped(draft, isNew), ...preview.faults, ...found };
  const save = async (version: string | null) => {
    const read = readDraft(draft, isNew && version === null);
    if (!read.ok) return setFound(read.faults);
    setSaving(true);
    const saved = await saveSchedule(read.schedule, draft.queue, version);
    setSaving(false);
    if (saved.kind === 'conflict') return setConflict({ theirs: saved.theirs, mine: read.schedule });
    if (saved.kind === 'faults') return setFound(saved.faults);
    notify.success({ title: `${saved.view.schedule.name} is saved` });
    changed();
    closeForm();
    onSaved(saved.view);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save(form.before?.version ?? null);
  };
  const change = (part: Partial<typeof draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    setConflict(null);
    noteEdit();
    // What was wrong with a field is not known of its new value.
    setFound((old) =>
      Object.fromEntries(Object.entries(old).filter(([field]) => field !== 'whole' && !(field in part))),
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Fields draft={draft} faults={faults} change={change} isNew={isNew}>
        <NextPreview timing={timing} ticks={preview.ticks} paused={draft.paused} />
      </Fields>
      {faults.whole && (
        <p className={styles.fault} role="alert">
          {faults.whole}
        </p>
      )}
      {conflict && (
        <ConflictNote
          {...conflict}
          isNew={isNew}
          onShowTheirs={openEdit}
          onOverwrite={() => void save(conflict.theirs?.version ?? null)}
        />
      )}
      <div className="dialog-actions">
        <Button variant="default" onClick={() => void askToClose()}>
          Cancel
        </Button>
        <Button type="submit" loading={saving}>
          {isNew ? 'Add schedule' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

function Fields({ children, isNew, ...props }: FieldProps & { isNew: boolean; children: React.ReactNode }) {
  const { draft, faults, change } = props;
  const queues = useLive(useShallow(({ stats }) => stats?.queues.map(({ name }) => name) ?? []));
  return (
    <div className={styles.columns}>
      <div className={styles.fields}>
        <div className={styles.pair}>
          <TextInput
            label="Name"
            placeholder="nightly"
            data-autofocus={isNew || undefined}
            readOnly={!isNew}
            description={isNew ? undefined : 'Duplicate it to have another name'}
            value={draft.name}
            error={faults.name}
            onChange={({ currentTarget: { value } }) => change({ name: value.trim() })}
          />
          <Autocomplete
            label="Queue"
            placeholder="the gateway's own"
            readOnly={!isNew}
            data={isNew ? queues : []}
            value={draft.queue}
            error={faults.queue}
            onChange={(queue) => change({ queue: queue.trim() })}
          />
        </div>
        <WhenFields {...props} />
        <JobFields {...props} />
        <PolicyFields {...props} />
      </div>
      {children}
    </div>
  );
}

/** Faults of what was typed: an empty field is no fault before it is sent. */
function faultsOfTyped(draft: OpenForm['draft'], isNew: boolean): Faults {
  const read = readDraft(draft, isNew);
  if (read.ok) return {};
  return Object.fromEntries(
    Object.entries(read.faults).filter(([field]) => field !== 'whole' && draft[field as 'name'] !== ''),
  );
}
