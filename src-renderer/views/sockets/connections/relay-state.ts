import { create } from 'zustand';
import { systemSchema } from '../../../../src-core/protocol/console';
import { api } from '../../../connection/api';
import { useConnection } from '../../../stores/connection';

/** `unknown`: the gateway could not be asked. */
export type RelayState = 'on' | 'off' | 'unknown';

/** Whether this gateway relays, as far as it was asked. */
export const useRelay = create<{ state: RelayState }>()(() => ({ state: 'unknown' }));

let asked: { of: string; answer: Promise<RelayState> } | null = null;

/** Whether this gateway relays. Asked once for each time the console has connected to it. */
export function askRelay(): Promise<RelayState> {
  const { url, connects } = useConnection.getState();
  const of = `${connects} ${url}`;
  if (asked?.of !== of) asked = { of, answer: ask() };
  return asked.answer;
}

async function ask(): Promise<RelayState> {
  const state = await api.get('/system', systemSchema).then(
    ({ settings }): RelayState => (settings.SIGNALBOX_RELAY === 'true' ? 'on' : 'off'),
    (): RelayState => 'unknown',
  );
  // Nothing was learnt: the next connection asks again.
  if (state === 'unknown') asked = null;
  useRelay.setState({ state });
  return state;
}
