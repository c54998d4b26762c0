import { type Pool, type PoolAction, poolSchema } from '../../../../src-core/protocol/console';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { notify } from '../../../components/notify';

/** Sets how many processes this gateway's pool runs. Says in a corner how it went. */
export async function resizePool(size: number): Promise<void> {
  await told('The pool was not resized', async () => {
    await api.send('PUT', '/pool', { size }, poolSchema);
    return size === 1 ? 'The pool is to run 1 worker' : `The pool is to run ${size} workers`;
  });
}

/** Starts one more worker process. */
export async function addWorker(): Promise<void> {
  await told('No worker was started', async () => {
    const { size }: Pool = await api.get('/pool', poolSchema);
    await api.send('PUT', '/pool', { size: size + 1 }, poolSchema);
    return 'A worker is being started';
  });
}

const doneWords: Record<PoolAction, (name: string) => string> = {
  drain: (name) => `${name} takes no more jobs and ends with its last`,
  restart: (name) => `${name} ends with its last job and is started again`,
  kill: (name) => `${name} was killed`,
  start: (name) => `${name} is being started`,
};

/** Does one thing to one process of the pool. Says in a corner how it went. */
export async function steerWorker(name: string, action: PoolAction): Promise<void> {
  await told(`${name}: not done`, async () => {
    await api.send('POST', `/pool/${encodeURIComponent(name)}/${action}`, undefined, poolSchema);
    return doneWords[action](name);
  });
}

async function told(failure: string, act: () => Promise<string>): Promise<void> {
  try {
    notify.success({ title: await act() });
  } catch (error) {
    notify.failure({ title: failure, text: asApiError(error).message });
  }
}
