import { ActionIcon, Button } from '@mantine/core';
import { Ban, Cable, Copy, CopyPlus, FileDown, RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { JobView } from '../../../../src-core/protocol/http';
import { isFinished } from '../../../../src-core/protocol/job-state';
import { formatDateTime } from '../../../components/format';
import { notify } from '../../../components/notify';
import { StateMark } from '../../../components/state-mark';
import { Ago } from '../../../components/times';
import { useKeys } from '../../../frame/keys';
import { jobsHref } from '../../../routing/routes';
import { useBundle } from '../../../stores/bundle';
import { cancelJob, retryJob, saveBundle } from './acts';
import { cloneToClient } from './clone-to-client';
import { CopyDialog } from './copy-dialog';
import styles from './head.module.css';

interface TraceHeadProps {
  job: JobView;
  /** Something was done to the job. */
  onChanged(): void;
}

/** Which job it is, and what can be done with it. */
export function TraceHead({ job, onChanged }: TraceHeadProps) {
  const [copying, setCopying] = useState(false);
  const offline = useBundle(({ bundle }) => bundle !== null);
  const cancellable = !offline && !isFinished(job.state);
  const dead = !offline && job.state === 'dead';
  const cancel = async () => (await cancelJob(job)) && onChanged();
  const retry = async () => (await retryJob(job)) && onChanged();
  useKeys({
    y: { label: "Copy the job's id", run: () => copyId(job.id) },
    ...(!offline && {
      e: { label: 'Submit a copy', run: () => setCopying(true) },
      b: { label: 'Save an incident bundle', run: () => saveBundle(job) },
    }),
    ...(dead && { r: { label: 'Retry the job', run: retry } }),
    ...(cancellable && { c: { label: 'Cancel the job', run: cancel } }),
  });
  return (
    <header className={styles.head}>
      <div className={styles.name}>
        <StateMark state={isRetrying(job) ? 'retrying' : job.state} withWord />
        <h1>
          <a href={jobsHref({ queue: job.queue, type: job.type })}>{job.type}</a>
        </h1>
        <code className={styles.id} title={job.id}>
          {job.id}
        </code>
        <ActionIcon
          variant="subtle"
          size="sm"
          aria-label="Copy the id (y)"
          title="Copy the id (y)"
          onClick={() => copyId(job.id)}
        >
          <Copy size={13} />
        </ActionIcon>
      </div>
      <dl className={styles.facts}>
        <Fact name="Queue">
          <a href={jobsHref({ queue: job.queue })}>{job.queue}</a>
        </Fact>
        <Fact name="Submitted">
          <span title={formatDateTime(Date.parse(job.createdAt))}>
            <Ago at={job.createdAt} />
          </span>
        </Fact>
        <Fact name="By">
          {job.clientId === undefined ? (
            <span className="quiet">nobody named</span>
          ) : (
            <a href={jobsHref({ queue: job.queue, client: job.clientId })}>{job.clientId}</a>
          )}
        </Fact>
        <Fact name="Priority">
          <a href={jobsHref({ queue: job.queue, priority: job.priority })}>{job.priority}</a>
        </Fact>
        <Fact name="Attempts">
          {job.attempt <= job.attempts
            ? `${job.attempt} of ${job.attempts}`
            : `${job.attempt} begun, ${job.attempts} allowed`}
        </Fact>
      </dl>
      <div className={styles.acts}>
        {cancellable && (
          <Button size="xs" variant="default" leftSection={<Ban size={14} />} title="c" onClick={cancel}>
            Cancel
          </Button>
        )}
        {dead && (
          <Button size="xs" leftSection={<RotateCcw size={14} />} title="r" onClick={retry}>
            Retry
          </Button>
        )}
        {!offline && <Handing job={job} onCopy={() => setCopying(true)} />}
      </div>
      {copying && <CopyDialog job={job} onClose={() => setCopying(false)} />}
    </header>
  );
}

/** What hands the job on: to a queue again, to the WebSocket client, or to somebody else. */
function Handing({ job, onCopy }: { job: JobView; onCopy(): void }) {
  return (
    <>
      <Button size="xs" variant="default" leftSection={<CopyPlus size={14} />} title="e" onClick={onCopy}>
        Submit a copy
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<Cable size={14} />}
        title="Puts the frame that submits a job like this one into the WebSocket client"
        onClick={() => cloneToClient(job)}
      >
        Clone to client
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<FileDown size={14} />}
        title="b: one file with all that is known of the job, without secrets"
        onClick={() => void saveBundle(job)}
      >
        Bundle
      </Button>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Put off after a failure, not by its submitter. */
function isRetrying({ state, history }: JobView): boolean {
  return state === 'scheduled' && history.length > 0;
}

function copyId(id: string): void {
  navigator.clipboard.writeText(id).then(
    () => notify.success({ title: 'Id copied' }),
    (error: Error) => notify.failure({ title: 'Not copied', text: error.message }),
  );
}
