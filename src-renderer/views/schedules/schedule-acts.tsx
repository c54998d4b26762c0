import { z } from 'zod';
import {
  type Schedule,
  type ScheduleView,
  scheduleViewSchema,
  tickRecordSchema,
} from '../../../src-core/protocol/schedules';
import { confirm } from '../../components/confirm';
import { JobLink } from '../../components/job-link';
import { notify } from '../../components/notify';
import { api } from '../../connection/api';
import { ApiError, asApiError } from '../../connection/api-error';
import { hiddenHeaders } from './hidden-headers';
import { type NamedSchedule, namedOf } from './schedule-key';
import { schedulePath } from './schedule-path';
import { changed } from './use-schedules';

/** Starts its job now, besides its ticks. Says how it went. */
export async function runNow(one: NamedSchedule): Promise<void> {
  await told(`${one.name} was not run`, async () => {
    const record = await api.send('POST', schedulePath(one, '/run'), undefined, tickRecordSchema);
    if (record.outcome === 'refused') throw new Error(record.note ?? 'The queue did not take the job');
    notify.success({
      title: `${one.name} was run`,
      text: record.jobId && <JobLink queue={one.queue} id={record.jobId} />,
    });
  });
}

export async function setPaused(one: NamedSchedule, paused: boolean): Promise<void> {
  await told(`${one.name} was not ${paused ? 'paused' : 'resumed'}`, async () => {
    await api.send('POST', schedulePath(one, paused ? '/pause' : '/resume'), undefined, scheduleViewSchema);
  });
}

/**
 * Removes it when the person is sure; can be undone unless its payload has values that are hidden here.
 * @returns whether it was removed
 */
export async function askToRemove(view: ScheduleView): Promise<boolean> {
  const one = namedOf(view);
  const hidden = hiddenHeaders(view.schedule.job.type, view.schedule.job.payload);
  const sure = await confirm({
    title: `Remove ${one.name}?`,
    text:
      'It ticks no more, and what became of its ticks is forgotten. Jobs it started go on.' +
      (hidden.length > 0
        ? ` This cannot be undone: the values of its headers ${hidden.join(', ')} are hidden here.`
        : ''),
    confirmLabel: `Remove ${one.name}`,
    danger: true,
  });
  if (!sure) return false;
  return await told(`${one.name} was not removed`, async () => {
    await api.send('DELETE', schedulePath(one), undefined, z.object({ removed: z.string() }));
    const undo = () => void writeBack(view);
    notify.success({ title: `${one.name} was removed`, ...(hidden.length === 0 && { undo }) });
  });
}

async function writeBack(view: ScheduleView): Promise<void> {
  const one = namedOf(view);
  await told(`${one.name} was not written back`, async () => {
    await putSchedule(view.schedule, one.queue, null);
    notify.success({ title: `${one.name} is there again` });
  });
}

/** @throws ApiError INVALID_STATE when `version` is not the one that is there (null: when there is any) */
export async function putSchedule(
  schedule: Schedule,
  queue: string,
  version: string | null,
): Promise<ScheduleView> {
  const path = schedulePath({ queue, name: schedule.name });
  return await api.send('PUT', path, { schedule, version }, scheduleViewSchema);
}

/** How it stands now; null when it is not there. */
export async function readNow(one: NamedSchedule): Promise<ScheduleView | null> {
  try {
    return await api.get(schedulePath(one), scheduleViewSchema);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function told(failure: string, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    notify.failure({ title: failure, text: asApiError(error).message });
    return false;
  } finally {
    changed();
  }
}
