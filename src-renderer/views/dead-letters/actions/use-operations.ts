import { useEffect } from 'react';
import { type Operation, operationSchema } from '../../../../src-core/protocol/operations';
import { api } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { useConnection } from '../../../stores/connection';
import { useLive } from '../../../stores/live';
import { useDeadLetters } from '../dead-letters-store';
import { shownOperations } from './shown-operations';

/** How often an act is asked about that the gateway does not tell of; ms. */
const askMs = 1000;
const none: Operation[] = [];

/** The acts to show. Those the gateway does not tell of, as while the socket is away, are asked about. */
export function useOperations(): Operation[] {
  const live = useLive(({ dlq }) => dlq?.operations ?? none);
  const { begun, dismissed, heard } = useDeadLetters();
  const connected = useConnection(({ phase }) => phase === 'live');
  const shown = shownOperations(live, begun, dismissed);
  const told = new Set(connected ? live.map(({ id }) => id) : []);
  const untold = shown.filter(({ id, state }) => state === 'running' && !told.has(id)).map(({ id }) => id);
  // The gateway forgets an act some time after its end; what was said of ours last stays.
  useEffect(() => {
    const ours = new Set(useDeadLetters.getState().begun.map(({ id }) => id));
    for (const operation of live) if (ours.has(operation.id)) heard(operation);
  }, [live, heard]);
  useAsking(untold.join(' '));
  return shown;
}

function useAsking(ids: string): void {
  const { heard, dismiss } = useDeadLetters();
  useEffect(() => {
    if (ids === '') return;
    const ended = new AbortController();
    const ask = (id: string) =>
      api.get(`/operations/${id}`, operationSchema, { signal: ended.signal }).then(heard, (error) => {
        // A gateway that was restarted knows nothing of it; other failures are asked about again.
        if (asApiError(error).status === 404) dismiss(id);
      });
    const timer = setInterval(() => ids.split(' ').forEach(ask), askMs);
    return () => {
      clearInterval(timer);
      ended.abort();
    };
  }, [ids, heard, dismiss]);
}
