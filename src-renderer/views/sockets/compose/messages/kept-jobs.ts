import { create } from 'zustand';
import { sendFrame } from '../../connections/connections';
import { onFrame } from '../../log/frames';
import { heartbeat, noTalk } from './natural-answers';
import { useTalks } from './talks';

/** The connections whose jobs are kept, by id, with how to end it. */
export const useKept = create<Readonly<Record<string, () => void>>>()(() => ({}));

/** Before the gateway has said how often it wants a heartbeat; ms. */
const usualHeartbeatMs = 5_000;

/**
 * Acknowledges every job a worker connection is assigned, and keeps the leases: a person is slower than the two seconds
 * and the lease allow. What it sends is in the log like everything else.
 */
export function keepJobs(connectionId: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const beat = () => {
    if (over) return;
    const { held, workers, heartbeatMs } = useTalks.getState()[connectionId] ?? noTalk;
    timer = setTimeout(beat, heartbeatMs ?? usualHeartbeatMs);
    if (workers.length > 0) tell({ type: 'heartbeat', ...heartbeat(workers, held) });
  };
  const tell = (message: unknown) => {
    try {
      sendFrame(connectionId, JSON.stringify(message));
    } catch {
      letGo(connectionId);
    }
  };
  const acknowledge = () => {
    for (const { jobId, fence, acked } of useTalks.getState()[connectionId]?.held ?? [])
      if (!acked) tell({ type: 'assignment_ack', jobId, fence });
  };
  const leave = onFrame((frame) => {
    if (frame.connectionId !== connectionId) return;
    if (frame.way === 'closed') letGo(connectionId);
    // Later: what follows the conversation may hear of this frame after us.
    if (frame.way === 'received' && frame.type === 'job_assigned') queueMicrotask(acknowledge);
  });
  useKept.setState({
    [connectionId]: () => {
      over = true;
      leave();
      clearTimeout(timer);
    },
  });
  acknowledge();
  beat();
}

/** Leaves the jobs of a connection to the person again. */
export function letGo(connectionId: string): void {
  useKept.getState()[connectionId]?.();
  useKept.setState(({ [connectionId]: _gone, ...others }) => others, true);
}
