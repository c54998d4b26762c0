import { useEffect, useState } from 'react';
import { jobFactsSchema } from '../../../../src-core/protocol/facts';
import type { StatsFrame } from '../../../../src-core/protocol/monitor-frames';
import { searchLineSchema } from '../../../../src-core/protocol/search';
import { api, query } from '../../../connection/api';
import { useLive } from '../../../stores/live';
import type { UnservedClass } from './finding';
import { classesOf, unservedClass } from './unserved';

/** A queue whose oldest job has waited less than this is not looked into; ms. */
const suspiciousWaitMs = 5_000;
const everyMs = 15_000;
const mostQueues = 4;
const mostJobs = 200;
const mostClasses = 8;

/** Jobs that wait because no worker may run them: looked for where something waits long, and only there. */
export function useUnserved(): readonly UnservedClass[] {
  const [found, setFound] = useState<readonly UnservedClass[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    let looking = false;
    const look = async () => {
      const { stats } = useLive.getState();
      if (looking || !stats || document.hidden) return;
      looking = true;
      const queues = suspicious(stats);
      const classes = await Promise.all(queues.map((queue) => unservedOf(queue, ended.signal))).catch(
        () => [],
      );
      looking = false;
      if (!ended.signal.aborted)
        setFound((old) => (old.length + classes.flat().length === 0 ? old : classes.flat()));
    };
    const first = setTimeout(look, 2_000);
    const timer = setInterval(look, everyMs);
    return () => {
      ended.abort();
      clearTimeout(first);
      clearInterval(timer);
    };
  }, []);
  return found;
}

function suspicious({ queues, workers }: StatsFrame): string[] {
  if (workers.running === 0) return [];
  return queues
    .filter(({ paused, counts, oldestWaitMs }) => {
      return !paused && (counts.waiting ?? 0) > 0 && (oldestWaitMs ?? 0) >= suspiciousWaitMs;
    })
    .slice(0, mostQueues)
    .map(({ name }) => name);
}

async function unservedOf(queue: string, signal: AbortSignal): Promise<UnservedClass[]> {
  const jobs: Parameters<typeof classesOf>[0][number][] = [];
  const path = query('/jobs/search', { queue, state: 'waiting', limit: mostJobs });
  await api.lines(
    path,
    (line) => {
      const known = searchLineSchema.safeParse(line);
      if (known.success && known.data.type === 'hits') jobs.push(...known.data.jobs);
    },
    { signal },
  );
  const asked = classesOf(jobs, mostClasses).map(async (one) => {
    const facts = query(`/jobs/${encodeURIComponent(one.ids[0] ?? '')}/facts`, { queue });
    // The job may have been started meanwhile.
    return await api.get(facts, jobFactsSchema, { signal }).then(
      (answer) => unservedClass(one, answer),
      () => null,
    );
  });
  return (await Promise.all(asked)).filter((one) => one !== null);
}
