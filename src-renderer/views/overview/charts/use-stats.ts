import { useEffect, useState } from 'react';
import { statsAnswerSchema } from '../../../../src-core/protocol/statistics';
import { api, query } from '../../../connection/api';
import { type ApiError, asApiError } from '../../../connection/api-error';
import { useConnection } from '../../../stores/connection';
import { useLive } from '../../../stores/live';
import { bucketMsFor, type Stored } from './series';

interface StoredStats {
  /** Null before the first answer of this queue. */
  stored: Stored | null;
  /** Why the newest attempt failed. */
  error: ApiError | null;
}

/** The stored history of a queue ('' = all) over a range, read again as its steps end. What goes on meanwhile, frames tell. */
export function useStats(queue: string, rangeMs: number): StoredStats {
  const [state, setState] = useState<StoredStats & { queue: string }>({ queue, stored: null, error: null });
  const connects = useConnection((connection) => connection.connects);

  // biome-ignore lint/correctness/useExhaustiveDependencies: after a new connection there may be a gap to fill
  useEffect(() => {
    const ended = new AbortController();
    const read = async () => {
      if (document.hidden) return;
      const until = useLive.getState().stats?.at ?? Date.now();
      try {
        const path = query('/stats', { queue, from: until - rangeMs });
        const answer = await api.get(path, statsAnswerSchema, { signal: ended.signal });
        if (!ended.signal.aborted) setState({ queue, stored: { ...answer, until }, error: null });
      } catch (error) {
        if (ended.signal.aborted) return;
        setState((old) => ({
          queue,
          stored: old.queue === queue ? old.stored : null,
          error: asApiError(error),
        }));
      }
    };
    void read();
    const timer = setInterval(read, Math.min(60_000, bucketMsFor(rangeMs)));
    // A page that was hidden has missed some.
    document.addEventListener('visibilitychange', read);
    return () => {
      ended.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [queue, rangeMs, connects]);

  return state.queue === queue ? state : { stored: null, error: null };
}
