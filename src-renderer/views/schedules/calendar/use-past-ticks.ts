import { useEffect, useRef, useState } from 'react';
import {
  type ScheduleView,
  scheduleTicksAnswerSchema,
  type TickRecord,
} from '../../../../src-core/protocol/schedules';
import { api } from '../../../connection/api';
import { type ApiError, asApiError } from '../../../connection/api-error';
import { schedulePath } from '../schedule-path';
import { keyOf, namedOf } from '../schedule-key';

/** Schedules whose past is read: each is a request of its own. */
export const mostRead = 100;
/** Requests at a time. */
const together = 4;

interface PastTicks {
  /** By `keyOf` the schedule; what was not read yet is not there. */
  past: ReadonlyMap<string, readonly TickRecord[]>;
  error: ApiError | undefined;
}

/** The last 200 ticks of each of the first hundred; those that have ticked since are read again. */
export function usePastTicks(views: readonly ScheduleView[]): PastTicks {
  const [state, setState] = useState<PastTicks>({ past: new Map(), error: undefined });
  const known = useRef(new Map<string, number>());
  const reading = useRef(false);
  useEffect(() => {
    const stale = views.slice(0, mostRead).filter((view) => isStale(view, known.current));
    if (reading.current || stale.length === 0) return;
    reading.current = true;
    void readAll(stale, (key, lastAt, ticks) => {
      known.current.set(key, lastAt);
      setState(({ past }) => ({ past: new Map(past).set(key, ticks), error: undefined }));
    })
      .catch((error: unknown) => setState(({ past }) => ({ past, error: asApiError(error) })))
      .finally(() => {
        reading.current = false;
      });
  }, [views]);
  return state;
}

function isStale(view: ScheduleView, known: Map<string, number>): boolean {
  return view.last !== null && known.get(keyOf(namedOf(view))) !== view.last.at;
}

async function readAll(
  views: readonly ScheduleView[],
  take: (key: string, lastAt: number, ticks: TickRecord[]) => void,
): Promise<void> {
  const rest = [...views];
  const readOn = async () => {
    for (let view = rest.shift(); view; view = rest.shift()) {
      const named = namedOf(view);
      const { ticks } = await api.get(schedulePath(named, '/ticks'), scheduleTicksAnswerSchema);
      take(keyOf(named), view.last?.at ?? 0, ticks);
    }
  };
  await Promise.all(Array.from({ length: together }, readOn));
}
