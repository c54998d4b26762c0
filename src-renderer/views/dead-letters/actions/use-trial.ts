import { useEffect, useState } from 'react';
import { jobViewSchema, type JobView } from '../../../../src-core/protocol/http';
import { api, query } from '../../../connection/api';
import { asApiError } from '../../../connection/api-error';
import { onQueueEvents } from '../../../stores/live';
import { isOver, type Trial, trialOf } from './trial';

/** How often the job is asked about besides when something happened to it: events name only 50 jobs of a batch. ms */
const askMs = 2000;

/** Follows a job that was sent again on trial until it is over. */
export function useTrial(before: JobView): Trial {
  const [trial, setTrial] = useState<Trial>({ phase: 'waiting' });
  const over = isOver(trial);
  useEffect(() => {
    if (over) return;
    const { id, queue } = before;
    const ended = new AbortController();
    const ask = () => {
      api
        .get(query(`/jobs/${encodeURIComponent(id)}`, { queue }), jobViewSchema, { signal: ended.signal })
        .then(
          (now) => setTrial(trialOf(before, now)),
          (error: unknown) => {
            // Anything else is asked again.
            if (asApiError(error).code === 'JOB_NOT_FOUND') setTrial(trialOf(before, null));
          },
        );
    };
    ask();
    const timer = setInterval(ask, askMs);
    const unlisten = onQueueEvents((events) => {
      if (events.some((event) => event.queue === queue && event.ids.includes(id))) ask();
    });
    return () => {
      ended.abort();
      clearInterval(timer);
      unlisten();
    };
  }, [before, over]);
  return trial;
}
