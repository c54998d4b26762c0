import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { JobFilter } from '../../../routing/routes';
import { JobList, type JobListState } from './job-list';
import { jobSource } from './job-source';

interface ListedJobs {
  list: JobList;
  state: JobListState;
  /** Changes when the rows are others, so that a table can begin at its top. */
  generation: number;
  /** Reads the list anew; the old one stays until the new one has begun. */
  renew(options?: { quietly: boolean }): Promise<void>;
}

interface Current {
  list: JobList;
  filter: JobFilter;
  generation: number;
}

/** The jobs of a filter. A new filter begins a new list. */
export function useJobList(filter: JobFilter): ListedJobs {
  const [current, setCurrent] = useState<Current>(() => ({
    list: new JobList(jobSource(filter)),
    filter,
    generation: 0,
  }));
  // While a new filter is drawn for the first time, its list is already the one to draw.
  if (current.filter !== filter)
    setCurrent({ list: new JobList(jobSource(filter)), filter, generation: current.generation + 1 });
  const { list } = current;
  const state = useSyncExternalStore(list.subscribe, () => list.state);
  const newest = useRef(current);
  newest.current = current;

  useEffect(() => {
    void list.read();
    return () => list.close();
  }, [list]);

  const renew = useCallback(async ({ quietly } = { quietly: false }) => {
    const { filter: asked } = newest.current;
    const next = new JobList(jobSource(asked));
    if (!next.isSearch) await next.read();
    if (newest.current.filter !== asked) return next.close();
    setCurrent((old) => ({ list: next, filter: asked, generation: old.generation + (quietly ? 0 : 1) }));
  }, []);
  return { list, state, generation: current.generation, renew };
}
