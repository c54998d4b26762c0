import { useEffect, useMemo, useRef, useState } from 'react';
import { type JobView, jobViewSchema } from '../../../../src-core/protocol/http';
import { api, query } from '../../../connection/api';
import type { JobFilter } from '../../../routing/routes';
import { useConnection } from '../../../stores/connection';
import { onQueueEvents } from '../../../stores/live';
import type { JobList } from '../listing/job-list';
import type { JobRow } from '../listing/job-row';
import { jobSource } from '../listing/job-source';
import { JobNews } from './job-news';

const refreshMs = 1000;

/** Keeps a list's rows true while it is looked at; answers how many jobs came that are not in it. */
export function useNews(list: JobList, filter: JobFilter): number {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list is of one filter
  const news = useMemo(() => new JobNews(list, filter, readJob, () => readTop(filter)), [list]);
  const [count, setCount] = useState(0);
  const connects = useConnection((state) => state.connects);
  const known = useRef(connects);
  useEffect(() => {
    if (connects === known.current) return;
    known.current = connects;
    news.doubt();
    // What could not be read while the gateway was away.
    if (list.state.phase === 'failed') void list.read();
  }, [connects, news, list]);
  useEffect(() => {
    setCount(news.count);
    const stop = onQueueEvents((events) => {
      news.take(events);
      setCount(news.count);
    });
    const timer = setInterval(() => {
      if (!document.hidden) news.refresh().then(() => setCount(news.count));
    }, refreshMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [news]);
  return count;
}

/** What a list of this filter begins with; nothing when it cannot be read now. */
async function readTop(filter: JobFilter): Promise<JobRow[]> {
  const rows: JobRow[] = [];
  const nothing = () => undefined;
  await jobSource(filter)
    .read((some) => rows.push(...some), nothing, new AbortController().signal)
    .catch(nothing);
  return rows;
}

/** A job, or null when it is gone or cannot be read now: the row stays as it is. */
function readJob(queue: string, id: string): Promise<JobView | null> {
  return api.get(query(`/jobs/${encodeURIComponent(id)}`, { queue }), jobViewSchema).catch(() => null);
}
