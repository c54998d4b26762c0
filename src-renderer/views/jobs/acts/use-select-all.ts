import { useCallback, useEffect, useRef, useState } from 'react';
import type { JobState } from '../../../../src-core/protocol/job-state';
import { notify } from '../../../components/notify';
import { asApiError } from '../../../connection/api-error';
import type { JobFilter } from '../../../routing/routes';
import type { JobRow } from '../listing/job-row';
import { searchSource } from '../listing/job-source';

/** Jobs by their keys, each with the state it was found in. */
export type FoundJobs = ReadonlyMap<string, JobState>;

interface SelectAll {
  /** Jobs found so far while it looks for them; null when it does not. */
  found: number | null;
  start(): void;
  stop(): void;
}

/** Finds every job of a filter, the ones not listed too, and hands them over. */
export function useSelectAll(filter: JobFilter, onFound: (jobs: FoundJobs) => void): SelectAll {
  const [found, setFound] = useState<number | null>(null);
  const looking = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    looking.current?.abort();
    looking.current = null;
    setFound(null);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter ends it
  useEffect(() => stop, [filter, stop]);
  const start = async () => {
    stop();
    const mine = new AbortController();
    looking.current = mine;
    setFound(0);
    const jobs = new Map<string, JobState>();
    try {
      const take = (rows: readonly JobRow[]) => {
        for (const { key, state } of rows) jobs.set(key, state);
      };
      await searchSource(filter).read(take, () => setFound(jobs.size), mine.signal);
      if (!mine.signal.aborted) onFound(jobs);
    } catch (error) {
      if (!mine.signal.aborted)
        notify.failure({ title: 'Not all were found', text: asApiError(error).message });
    } finally {
      if (looking.current === mine) stop();
    }
  };
  return { found, start, stop };
}
