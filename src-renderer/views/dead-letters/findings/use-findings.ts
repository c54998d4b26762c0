import { useEffect, useMemo, useState } from 'react';
import type { ErrorGroup } from '../../../../src-core/protocol/dead-letters';
import { type JobView, jobsAnswerSchema } from '../../../../src-core/protocol/http';
import { api, query } from '../../../connection/api';
import { type Findings, findingsOf } from './findings';

/** The most jobs of each side that are compared. */
export const mostCompared = 200;
const mostTypes = 3;

/** What the group's jobs have in common and what sets them apart from completed jobs of the same types, as these were when the group was opened. */
export function useFindings(group: ErrorGroup, dead: JobView[]): Findings {
  const passed = usePassed(group);
  return useMemo(() => findingsOf(dead.slice(0, mostCompared), passed), [dead, passed]);
}

const none: JobView[] = [];

function usePassed({ queue, types }: ErrorGroup): JobView[] {
  const names = Object.entries(types)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostTypes)
    .map(([type]) => type)
    .sort()
    .join(' ');
  const key = `${queue} ${names}`;
  const [sample, setSample] = useState({ key: '', jobs: none });
  useEffect(() => {
    const ended = new AbortController();
    const wanted = names.split(' ').filter(Boolean);
    const read = (type: string) =>
      api
        .get(
          query('/jobs', {
            queue,
            state: 'completed',
            type,
            limit: Math.ceil(mostCompared / wanted.length),
          }),
          jobsAnswerSchema,
          { signal: ended.signal },
        )
        // Without a sample the comparison says less; the view works.
        .catch(() => ({ jobs: none }));
    Promise.all(wanted.map(read)).then((answers) => {
      if (!ended.signal.aborted) setSample({ key, jobs: answers.flatMap(({ jobs }) => jobs) });
    });
    return () => ended.abort();
  }, [key, names, queue]);
  return sample.key === key ? sample.jobs : none;
}
