import { Button, Modal, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { JobView } from '../../../../src-core/protocol/http';
import { CodeEditor } from '../../../components/code-editor';
import { notify } from '../../../components/notify';
import { asApiError } from '../../../connection/api-error';
import { go, jobHref } from '../../../routing/routes';
import { submitJob } from './acts';
import { type CopyFault, copyForm, copyRequest } from './copy-request';
import styles from './head.module.css';

interface CopyDialogProps {
  job: JobView;
  onClose(): void;
}

/** Submits a new job like this one, its payload edited; then shows it. */
export function CopyDialog({ job, onClose }: CopyDialogProps) {
  const [form, setForm] = useState(() => copyForm(job));
  const [faults, setFaults] = useState<readonly CopyFault[]>([]);
  const [sending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = copyRequest(job, form);
    if ('faults' in made) return setFaults(made.faults);
    setSending(true);
    try {
      const id = await submitJob(made.request);
      notify.success({ title: 'A copy was submitted' });
      onClose();
      go(jobHref(job.queue, id));
    } catch (error) {
      const { message, issues } = asApiError(error);
      setFaults(issues && issues.length > 0 ? issues : [{ path: '', message }]);
      setSending(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title="Submit a copy" size="lg">
      <form onSubmit={submit} className={styles.copy}>
        <div className={styles.copyFields}>
          <TextInput
            label="Type"
            value={form.type}
            onChange={({ currentTarget: { value } }) => setForm({ ...form, type: value })}
          />
          <NumberInput
            label="Priority (0 goes first)"
            min={0}
            max={9}
            allowDecimal={false}
            value={form.priority}
            onChange={(value) => setForm({ ...form, priority: Number(value) })}
          />
        </div>
        <CodeEditor
          language="json"
          label="Payload"
          value={form.payload}
          errors={faults}
          maxHeight={320}
          onChange={(payload) => {
            setForm((old) => ({ ...old, payload }));
            setFaults([]);
          }}
        />
        <p className="quiet">
          It goes to queue {job.queue} with the same attempts, timeout, requirements and labels, and an id of
          its own.
        </p>
        <div className="dialog-actions">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={sending}>
            Submit
          </Button>
        </div>
      </form>
    </Modal>
  );
}
