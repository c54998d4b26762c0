import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { deadLettersAnswerSchema } from '../../../../src-core/protocol/dead-letters';
import type { JobView } from '../../../../src-core/protocol/http';
import { CodeEditor } from '../../../components/code-editor';
import { query } from '../../../connection/api';
import { useData } from '../../../connection/use-data';
import { useDeadLetters } from '../dead-letters-store';
import { countOf, jobsText, placeText, type Target } from '../actions/target';
import { isObject, mergePatch } from './merge-patch';
import { parseJson } from './parse-json';
import { PatchOutcome } from './patch-outcome';
import { PatchPreview } from './patch-preview';
import { usePayloadRun } from './use-payload-run';
import styles from './payload.module.css';

interface PatchDialogProps {
  target: Target;
  /** Jobs of the target to show the patch on; read from the gateway when there are none. */
  examples: JobView[];
  onClose(): void;
  /** Payloads are others now. */
  onChanged(): void;
}

const shownExamples = 3;

/** Edits the payloads of many dead jobs by a merge patch: shown on three of them first, then applied to all. */
export function PatchDialog({ target, examples, onClose, onChanged }: PatchDialogProps) {
  const [text, setText] = useState('{\n  \n}');
  const [undoing, setUndoing] = useState(false);
  const { run, start, stop } = usePayloadRun(target);
  const show = useDeadLetters((state) => state.show);
  const shown = useExamples(target, examples);
  const parsed = parseJson(text);
  const count = countOf(target);
  const idle = parsed.ok && isObject(parsed.value) && Object.keys(parsed.value).length === 0;
  const running = run?.state === 'running';
  const close = () => {
    if (running) return stop();
    if (run) onChanged();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`Edit the payloads of ${jobsText(count)}`}
      size={960}
      closeOnClickOutside={!running}
    >
      {run ? (
        <PatchOutcome
          run={run}
          total={count}
          onStop={stop}
          undoing={undoing}
          onUndo={() => {
            setUndoing(true);
            start((job) => (run.before?.has(job.id) ? run.before.get(job.id) : job.payload));
          }}
          onRequeue={() => {
            onChanged();
            show({ kind: 'requeue', target });
          }}
          onClose={close}
        />
      ) : (
        <>
          <p className={styles.note}>
            {jobsText(count)} {placeText(target)}. A merge patch (RFC 7386): fields in it are set, null
            removes one, all others stay.
          </p>
          <div className={styles.patch}>
            <CodeEditor
              value={text}
              onChange={setText}
              language="json"
              label="Patch"
              errors={patchFaults(text)}
              maxHeight={320}
            />
            <div className={styles.previews}>
              {shown.map((job) => (
                <PatchPreview key={job.id} job={job} patch={parsed.ok ? parsed.value : undefined} />
              ))}
            </div>
          </div>
          <div className="dialog-actions">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              disabled={!parsed.ok || idle}
              onClick={() => parsed.ok && start((job) => mergePatch(job.payload, parsed.value))}
            >
              Apply to {jobsText(count)}
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}

function patchFaults(text: string): { path: string; message: string }[] {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { line, column, message } = parsed.fault;
    return [{ path: `line ${line}, column ${column}`, message }];
  }
  return isObject(parsed.value)
    ? []
    : [{ path: '', message: 'This is no object: it replaces the whole payload.' }];
}

function useExamples(target: Target, given: JobView[]): JobView[] {
  const missing = given.length === 0 && target.kind === 'group' ? target.group : null;
  const read = useData(
    missing && query('/dlq', { queue: missing.queue, group: missing.fingerprint, limit: shownExamples }),
    deadLettersAnswerSchema,
  );
  return missing ? (read.data?.jobs ?? []) : given.slice(0, shownExamples);
}
