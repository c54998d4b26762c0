import { useEffect } from 'react';
import { create } from 'zustand';
import { schedulesAnswerSchema } from '../../../src-core/protocol/schedules';
import { useData } from '../../connection/use-data';
import { onQueueEvents } from '../../stores/live';

/** Schedules have no topic of their own: how often they are read while somebody looks; ms. */
const everyMs = 3_000;
/** Jobs that are added may be theirs: they are read once in this time then; ms. */
const soonMs = 1_000;

const useChanged = create<{ round: number }>()(() => ({ round: 0 }));

/** Has the schedules read again: something was done to them. */
export function changed(): void {
  useChanged.setState(({ round }) => ({ round: round + 1 }));
}

/** All schedules of all queues, without their next ticks but the first. */
export function useSchedules() {
  const { data, error, reload } = useData('/schedules?ticks=0', schedulesAnswerSchema);
  const round = useChanged((state) => state.round);
  useEffect(() => {
    if (round > 0) reload();
  }, [round, reload]);
  useEffect(() => readAgain(reload), [reload]);
  return { schedules: data?.schedules, error, reload };
}

function readAgain(reload: () => void): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined;
  const whileSeen = () => {
    if (!document.hidden) reload();
  };
  const timer = setInterval(whileSeen, everyMs);
  document.addEventListener('visibilitychange', whileSeen);
  const release = onQueueEvents((events) => {
    if (soon !== undefined || !events.some(({ kind }) => kind === 'added')) return;
    soon = setTimeout(() => {
      soon = undefined;
      whileSeen();
    }, soonMs);
  });
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    document.removeEventListener('visibilitychange', whileSeen);
    release();
  };
}
