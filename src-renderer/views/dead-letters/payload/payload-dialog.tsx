import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { maxPayloadBytes } from '../../../../src-core/protocol/job';
import type { JobView } from '../../../../src-core/protocol/http';
import { CodeEditor } from '../../../components/code-editor';
import { confirm } from '../../../components/confirm';
import { formatBytes } from '../../../components/format';
import { notify } from '../../../components/notify';
import { asApiError } from '../../../connection/api-error';
import { requeue, writePayload } from '../actions/acts';
import { parseJson } from './parse-json';
import { hasSchema, type PayloadFault, payloadFaults } from './payload-schemas';
import styles from './payload.module.css';

interface PayloadDialogProps {
  job: JobView;
  onClose(): void;
  /** The payload is another now. */
  onSaved(): void;
}

/** Its question, whether changes may go, is asked above it. */
const belowQuestions = 150;

/** Edits one dead job's payload, and sends the job again when asked to. */
export function PayloadDialog({ job, onClose, onSaved }: PayloadDialogProps) {
  const [first] = useState(() => JSON.stringify(job.payload, null, 2) ?? 'null');
  const [text, setText] = useState(first);
  const [saving, setSaving] = useState(false);
  const parsed = parseJson(text);
  const faults = faultsIn(job.type, text);
  const save = async (again: boolean) => {
    if (!parsed.ok) return;
    setSaving(true);
    try {
      if (text !== first) await writePayload(job, parsed.value);
      if (again) await requeue({ kind: 'jobs', queue: job.queue, jobs: [job] }, null);
      else notify.success({ title: 'Payload saved' });
      onSaved();
      onClose();
    } catch (error) {
      notify.failure({ title: 'The payload was not saved', text: asApiError(error).message });
      setSaving(false);
    }
  };
  const close = async () => {
    const sure = text === first || (await confirmLoss());
    if (sure) onClose();
  };
  return (
    <Modal opened onClose={close} title={`Payload of ${job.id}`} size="xl" zIndex={belowQuestions}>
      <p className={styles.note}>{checkText(job.type)}</p>
      <CodeEditor
        value={text}
        onChange={setText}
        language="json"
        label="Payload"
        errors={faults}
        maxHeight={420}
      />
      <div className="dialog-actions">
        <span className={styles.size}>{formatBytes(new Blob([text]).size)}</span>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button
          variant="default"
          disabled={!parsed.ok || text === first || saving}
          onClick={() => save(false)}
        >
          Save
        </Button>
        <Button disabled={!parsed.ok} loading={saving} onClick={() => save(true)}>
          {text === first ? 'Requeue unchanged' : 'Save and requeue'}
        </Button>
      </div>
    </Modal>
  );
}

function faultsIn(type: string, text: string): PayloadFault[] {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { line, column, message } = parsed.fault;
    return [{ path: `line ${line}, column ${column}`, message }];
  }
  const bytes = new Blob([JSON.stringify(parsed.value)]).size;
  if (bytes > maxPayloadBytes)
    return [
      { path: '', message: `${formatBytes(bytes)}: at most ${formatBytes(maxPayloadBytes)} are accepted` },
    ];
  return payloadFaults(type, parsed.value);
}

function checkText(type: string): string {
  return hasSchema(type)
    ? `Checked against what ${type} jobs accept. What it would refuse is shown, and can be saved all the same.`
    : `No schema is known of ${type}: only the JSON is checked.`;
}

function confirmLoss(): Promise<boolean> {
  return confirm({
    title: 'Drop your changes?',
    text: 'The payload was edited and not saved.',
    confirmLabel: 'Drop them',
    danger: true,
  });
}
