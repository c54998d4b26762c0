import { create } from 'zustand';
import type { FrameData } from '../../../../../src-core/conversation/wire';
import { sendFrame, useConnections } from '../../connections/connections';
import { type Repeat, sendRepeatedly } from './repeated-send';

/** A message that is being sent again and again. */
export interface Sending extends Repeat {
  sent: number;
  /** Why it ended before all were sent; null while it goes on, and when they were. */
  ended: string | null;
  going: boolean;
}

/** The last repeated send of each connection, by its id. */
export const useSends = create<Readonly<Record<string, Sending>>>()(() => ({}));

const stops = new Map<string, AbortController>();

/**
 * Sends what `make` makes, anew for each. One at a time for a connection: another ends the one before it. Ends with the
 * connection. Throws what a lone one throws.
 */
export async function startSending(id: string, repeat: Repeat, make: () => FrameData): Promise<void> {
  stopSending(id);
  const send = () => sendFrame(id, make());
  if (repeat.times === 1) {
    useSends.setState(without(id), true);
    return send();
  }
  const stop = new AbortController();
  stops.set(id, stop);
  const tell = (change: Partial<Sending>) => {
    if (stops.get(id) !== stop) return;
    useSends.setState((all) => ({ [id]: { ...(all[id] as Sending), ...change } }));
  };
  useSends.setState({ [id]: { ...repeat, sent: 0, ended: null, going: true } });
  const leave = useConnections.subscribe(({ list }) => {
    if (list.find((one) => one.id === id)?.state !== 'open') stop.abort('the connection is gone');
  });
  try {
    const signal = stop.signal;
    const sent = await sendRepeatedly({ ...repeat, send, onSent: (sent) => tell({ sent }), signal });
    tell({ sent, going: false, ended: signal.aborted ? String(signal.reason) : null });
  } catch (error) {
    tell({ going: false, ended: error instanceof Error ? error.message : String(error) });
  } finally {
    leave();
    if (stops.get(id) === stop) stops.delete(id);
  }
}

/** Ends a repeated send. */
export function stopSending(id: string): void {
  stops.get(id)?.abort('stopped');
}

function without(id: string): Readonly<Record<string, Sending>> {
  const { [id]: _gone, ...others } = useSends.getState();
  return others;
}
