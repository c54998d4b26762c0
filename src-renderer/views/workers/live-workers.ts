import { useEffect, useMemo } from 'react';
import { useLive, useTopics } from '../../stores/live';
import { RateBook } from './rate-book';
import { type WorkerEntry, workerEntries } from './worker-entries';

const book = new RateBook();

interface LiveWorkers {
  /** Null before the first answer. */
  entries: WorkerEntry[] | null;
  /** Whether this gateway runs workers of its own. */
  hasPool: boolean;
  /** How fast each worker is. */
  rates: RateBook;
}

/** All workers, live, with their rates. */
export function useLiveWorkers(): LiveWorkers {
  useTopics('workers');
  const workers = useLive((live) => live.workers);
  useEffect(noteRates, []);
  const entries = useMemo(() => workers && workerEntries(workers.workers, workers.pool), [workers]);
  return { entries, hasPool: workers?.pool != null, rates: book };
}

/** Notes the workers' counters once a second, until the function it returns is called. */
function noteRates(): () => void {
  // What was known before may be old: nothing is noted until news has come.
  const old = useLive.getState().workers;
  return useLive.subscribe(({ stats, workers }, before) => {
    if (!stats || !workers || stats === before.stats || workers === old) return;
    book.note(stats.at, workerEntries(workers.workers, workers.pool));
  });
}
