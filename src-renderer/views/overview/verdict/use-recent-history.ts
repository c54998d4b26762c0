import { useEffect, useMemo, useState } from 'react';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { type StatsPoint, statsAnswerSchema } from '../../../../src-core/protocol/statistics';
import { api, query } from '../../../connection/api';
import { useConnection } from '../../../stores/connection';
import { useLive } from '../../../stores/live';
import { earlierFrames } from './earlier-frames';

const windowMs = 300_000;
/** Queues whose history is fetched: the busiest. */
const mostQueues = 16;

/**
 * The last five minutes as frames, oldest first: those that came, and before the first of them what is stored. So the
 * verdict does not begin with what happens to fail while somebody looks.
 */
export function useRecentHistory(): readonly StatsFrame[] {
  const history = useLive((live) => live.statsHistory);
  const earlier = useEarlier();
  return useMemo(() => {
    const [first] = history;
    const newest = history.at(-1);
    if (!first || !newest || newest.at - first.at >= windowMs) return history;
    return [...earlier.filter(({ at }) => at < first.at && at > newest.at - windowMs), ...history];
  }, [history, earlier]);
}

/** What was before the first frame; read once a connection. */
function useEarlier(): readonly StatsFrame[] {
  const [earlier, setEarlier] = useState<readonly StatsFrame[]>([]);
  const connects = useConnection((connection) => connection.connects);
  const begun = useLive(({ stats }) => stats !== null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new connection has another first frame
  useEffect(() => {
    const newest = useLive.getState().stats;
    if (!newest) return;
    const ended = new AbortController();
    readStored(newest, ended.signal).then(
      (stored) => {
        if (!ended.signal.aborted) setEarlier(earlierFrames(newest, stored));
      },
      // Then the verdict knows what came since, and no more; the charts say what is wrong with the history.
      () => undefined,
    );
    return () => ended.abort();
  }, [begun, connects]);
  return earlier;
}

async function readStored(
  { at, queues }: StatsFrame,
  signal: AbortSignal,
): Promise<Map<string, StatsPoint[]>> {
  const busiest = [...queues]
    .sort((a, b) => (b.totals.added ?? 0) - (a.totals.added ?? 0))
    .slice(0, mostQueues);
  const read = busiest.map(async ({ name }) => {
    const path = query('/stats', { queue: name, from: at - windowMs });
    const { points } = await api.get(path, statsAnswerSchema, { signal });
    return [name, points] as const;
  });
  return new Map(await Promise.all(read));
}
