import { z } from 'zod';
import { submitAnswerSchema } from '../../../../src-core/protocol/http';
import { notify } from '../../../components/notify';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { go, jobHref } from '../../../routing/routes';

const switchedSchema = z.object({ queue: z.string(), paused: z.boolean() });

/** Pauses a queue, or resumes it. Says in a corner how it went. */
export async function switchQueue(queue: string, to: 'pause' | 'resume'): Promise<void> {
  try {
    await api.send('POST', `/queues/${encodeURIComponent(queue)}/${to}`, undefined, switchedSchema);
    const undo = () => void switchQueue(queue, to === 'pause' ? 'resume' : 'pause');
    if (to === 'pause')
      notify.success({
        title: `${queue} is paused`,
        text: 'What runs goes on; nothing new is started.',
        undo,
      });
    else notify.success({ title: `${queue} goes on` });
  } catch (error) {
    notify.failure({ title: `${queue} was not ${to}d`, text: asApiError(error).message });
  }
}

/** What the first job of a new system is. */
export const firstJob = { type: 'echo', payload: { hello: 'world' } };

/** Submits it and opens its trace. */
export async function sendFirstJob(queue: string): Promise<void> {
  try {
    const { jobId } = await api.send('POST', '/jobs', { ...firstJob, queue }, submitAnswerSchema);
    go(jobHref(queue, jobId));
  } catch (error) {
    notify.failure({ title: 'No job was sent', text: asApiError(error).message });
  }
}
