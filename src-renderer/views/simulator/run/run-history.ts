import { create } from 'zustand';
import type { SimulationSnapshot } from '../../../../src-core/protocol/simulator';

/** What a run was like at one moment. */
export interface Moment {
  /** Epoch ms. */
  at: number;
  waiting: number;
  active: number;
  /** Since the moment before; null at the first. */
  completedPerSecond: number | null;
}

interface Kept {
  runId: string | null;
  completed: number;
  moments: readonly Moment[];
}

/** Ten minutes at two snapshots a second. */
const most = 1200;

/** The newest run as it was seen from here, oldest first. */
export const useRunHistory = create<Kept>()(() => ({ runId: null, completed: 0, moments: [] }));

/** Notes a snapshot; one that was noted already is left alone. */
export function noteSnapshot({ runId, startedAt, elapsedMs, counts }: SimulationSnapshot): void {
  const old = useRunHistory.getState();
  const moments = old.runId === runId ? old.moments : [];
  const at = startedAt + elapsedMs;
  const last = moments.at(-1);
  if (last && at <= last.at) return;
  const rate = last ? ((counts.completed - old.completed) / (at - last.at)) * 1000 : null;
  const moment = { at, waiting: counts.waiting, active: counts.active, completedPerSecond: rate };
  useRunHistory.setState({
    runId,
    completed: counts.completed,
    moments: [...moments.slice(1 - most), moment],
  });
}
