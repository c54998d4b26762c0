import { Button } from '@mantine/core';
import { useState } from 'react';
import { jobViewSchema } from '../../../../../src-core/protocol/http';
import { notify } from '../../../../components/notify';
import { api } from '../../../../connection/api';
import { asApiError } from '../../../../connection/api-error';
import { go, jobHref } from '../../../../routing/routes';
import type { LoggedFrame } from '../frames';
import styles from './details.module.css';

interface JobActsProps {
  frame: LoggedFrame;
  onJob(jobId: string): void;
}

/** Where the job of a frame leads. */
export function JobActs({ frame: { jobId, at }, onJob }: JobActsProps) {
  const [looking, setLooking] = useState(false);
  const showTrace = async () => {
    setLooking(true);
    try {
      const { queue } = await api.get(`/jobs/${encodeURIComponent(jobId)}`, jobViewSchema);
      go(jobHref(queue, jobId, { at: Math.round(at) }));
    } catch (error) {
      // The frame may come from another server, or the job may have been removed since.
      notify.failure({ title: `No trace of ${jobId}`, text: asApiError(error).message });
      setLooking(false);
    }
  };
  return (
    <div className={styles.acts}>
      <Button size="compact-xs" variant="default" loading={looking} onClick={showTrace}>
        Show the job's trace
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => onJob(jobId)}>
        Only this job
      </Button>
    </div>
  );
}
