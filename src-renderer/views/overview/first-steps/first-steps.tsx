import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SystemInfo } from '../../../../src-core/protocol/console';
import { firstJob, sendFirstJob } from '../queues/queue-acts';
import { CopyLine } from '../../workers/pool/copy-line';
import { StartElsewhere, StartWorkerButton } from '../../workers/pool/first-worker';
import { href } from '../../../routing/routes';
import styles from './first-steps.module.css';

const command = `npx signalbox submit ${firstJob.type} --payload '${JSON.stringify(firstJob.payload)}' --wait`;

/** Shown until the first job: how to send one, here and from elsewhere. */
export function FirstJob({ queue, url }: { queue: string; url: string | null }) {
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await sendFirstJob(queue);
    setBusy(false);
  };
  return (
    <section className={styles.step} aria-labelledby="first-job">
      <h2 id="first-job">No job has come yet</h2>
      <p>
        Send one, and watch it being worked off:{' '}
        <Button size="compact-sm" loading={busy} onClick={send}>
          Send an echo job
        </Button>{' '}
        or <a href={href(['sockets'], { role: 'client', message: 'submit_job' })}>write one by hand</a> and
        see every frame of it.
      </p>
      <p className={styles.how}>The same from a terminal on this machine:</p>
      <CopyLine text={command} />
      <p className={styles.how}>
        Or over HTTP, with a token from <code>gateway.json</code>: <code>POST {url ?? ''}/jobs</code>
      </p>
      <CopyLine text={JSON.stringify(firstJob)} />
    </section>
  );
}

/** Shown while no worker runs: how to start one, here and on another machine. */
export function FirstWorker({ hasPool, system }: { hasPool: boolean; system: SystemInfo }) {
  return (
    <section className={styles.step} aria-labelledby="first-worker">
      <h2 id="first-worker">No worker runs</h2>
      {hasPool && (
        <p>
          Jobs wait until there is one: <StartWorkerButton />
        </p>
      )}
      <div className={styles.how}>
        <StartElsewhere system={system} />
      </div>
    </section>
  );
}
