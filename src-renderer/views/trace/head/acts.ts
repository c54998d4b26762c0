import { bundleFileName } from '../../../../src-core/protocol/bundle';
import type { JobView } from '../../../../src-core/protocol/http';
import {
  cancelAnswerSchema,
  retryAnswerSchema,
  submitAnswerSchema,
} from '../../../../src-core/protocol/http';
import type { JobRequest } from '../../../../src-core/protocol/job';
import { confirm } from '../../../components/confirm';
import { notify } from '../../../components/notify';
import { api, query } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';

type Named = Pick<JobView, 'id' | 'queue'>;

/** Asks, then cancels the job. Answers whether it did. */
export async function cancelJob({ id, queue, type, state }: JobView): Promise<boolean> {
  const running = state === 'active' ? ' Its worker is told to stop; what it did so far is not undone.' : '';
  const sure = await confirm({
    title: `Cancel this ${type} job?`,
    text: `A cancelled job does not run again.${running}`,
    confirmLabel: 'Cancel the job',
    danger: true,
  });
  if (!sure) return false;
  return await told('The job was not cancelled', async () => {
    const { wasRunning } = await api.send('POST', pathOf({ id, queue }, 'cancel'), {}, cancelAnswerSchema);
    notify.success({ title: wasRunning ? 'Cancelled; its worker is told' : 'Cancelled' });
  });
}

/** Sends the dead job to its queue again. Answers whether it did. */
export async function retryJob(job: Named): Promise<boolean> {
  return await told('The job was not sent again', async () => {
    await api.send('POST', pathOf(job, 'retry'), {}, retryAnswerSchema);
    notify.success({ title: 'Sent again', text: 'It waits, with a new count of attempts.' });
  });
}

/** Saves the job's incident bundle as a file of the person's. */
export async function saveBundle({ id, queue }: Named): Promise<void> {
  const path = query(`/jobs/${encodeURIComponent(id)}/bundle`, { queue });
  await told('The bundle was not saved', async () => {
    const saved = await api.download(path, bundleFileName(id));
    if (saved)
      notify.success({ title: 'Bundle saved', text: 'Secrets are hidden in it; the payload is not.' });
  });
}

/** Submits a job; answers its id. Throws ApiError. */
export async function submitJob(request: JobRequest): Promise<string> {
  return (await api.send('POST', '/jobs', request, submitAnswerSchema)).jobId;
}

function pathOf({ id, queue }: Named, act: 'cancel' | 'retry'): string {
  return query(`/jobs/${encodeURIComponent(id)}/${act}`, { queue });
}

async function told(failure: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    notify.failure({ title: failure, text: asApiError(error).message });
    return false;
  }
}
