import { z } from 'zod';
import type { JobView } from '../../../../src-core/protocol/http';
import { type Operation, operationSchema } from '../../../../src-core/protocol/operations';
import { api, query } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { notify } from '../../../components/notify';
import { useDeadLetters } from '../dead-letters-store';
import { bodiesOf, type Target } from './target';

/** Sends dead jobs to their queue again, at most `rate` a second; null = as fast as it goes. Answers what was begun. */
export function requeue(target: Target, rate: number | null): Promise<Operation[]> {
  const bodies = bodiesOf(target).map((body) => ({ ...body, ...(rate !== null && { rate }) }));
  return begin('/dlq/requeue', bodies, 'Nothing was requeued');
}

/** Puts dead jobs away; they can be brought back for a while. Answers what was begun. */
export function discard(target: Target): Promise<Operation[]> {
  return begin('/dlq/discard', bodiesOf(target), 'Nothing was discarded');
}

/** Brings back what an operation discarded. */
export async function restore({ id, queue }: Operation): Promise<void> {
  const begun = await begin('/dlq/restore', [{ operationId: id }], `Nothing was restored in ${queue}`);
  if (begun.length > 0) useDeadLetters.getState().dismiss(id);
}

/** Ends an operation early. */
export async function stop({ id }: Operation): Promise<void> {
  try {
    useDeadLetters
      .getState()
      .heard(await api.send('POST', `/operations/${id}/stop`, undefined, operationSchema));
  } catch (error) {
    notify.failure({ title: 'It was not stopped', text: asApiError(error).message });
  }
}

/** Gives a dead job another payload; throws ApiError. */
export async function writePayload({ id, queue }: JobView, payload: unknown): Promise<void> {
  await api.send(
    'PUT',
    query(`/jobs/${encodeURIComponent(id)}/payload`, { queue }),
    { payload },
    z.unknown(),
  );
}

async function begin(path: string, bodies: object[], failure: string): Promise<Operation[]> {
  const { heard } = useDeadLetters.getState();
  const begun: Operation[] = [];
  try {
    for (const body of bodies) {
      const operation = await api.send('POST', path, body, operationSchema);
      heard(operation);
      begun.push(operation);
    }
  } catch (error) {
    notify.failure({
      title: begun.length > 0 ? 'Only a part was begun' : failure,
      text: asApiError(error).message,
    });
  }
  return begun;
}
