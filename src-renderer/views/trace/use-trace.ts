import { useEffect, useMemo, useRef } from 'react';
import { type JobStory, readStory } from '../../../src-core/explain/job-story';
import {
  type JobFacts,
  jobFactsSchema,
  type TraceAnswer,
  traceAnswerSchema,
} from '../../../src-core/protocol/facts';
import { isFinished } from '../../../src-core/protocol/job-state';
import { formatDuration } from '../../components/format';
import { useNow } from '../../components/now';
import { query } from '../../connection/api';
import type { ApiError } from '../../connection/api-error';
import { useData } from '../../connection/use-data';
import { useBundle } from '../../stores/bundle';
import { useConnection } from '../../stores/connection';
import { onQueueEvents } from '../../stores/live';

/** Between two looks at a job that somebody works on: chunks and progress are no events of the queue. */
const activeMs = 1000;
/** Between two looks at one that waits: its place changes as others go. */
const waitingMs = 3000;
/** News of the job are looked at this much later, together with those that come meanwhile. */
const newsMs = 200;

export interface LiveTrace {
  trace: TraceAnswer | undefined;
  /** The trace read for its explanations, as of now; undefined before the first answer. */
  story: JobStory | undefined;
  error: ApiError | undefined;
  reload(): void;
}

/** A job's trace and what explains it, followed until the job is over. */
export function useTrace(queue: string, id: string): LiveTrace {
  const path = `/jobs/${encodeURIComponent(id)}`;
  const { data: trace, error, reload: again } = useData(query(`${path}/trace`, { queue }), traceAnswerSchema);
  const { data: facts, reload: factsAgain } = useData(query(`${path}/facts`, { queue }), jobFactsSchema);
  const reload = useMemo(
    () => () => {
      again();
      factsAgain();
    },
    [again, factsAgain],
  );
  useFollowing(queue, id, trace, reload);
  const clock = useRedisNow(facts);
  const made = useBundle(({ bundle }) => (bundle ? Date.parse(bundle.madeAt) : null));
  // A job that is over does not age, nor does one in a bundle: its story stays the same object.
  const over = trace?.job.finishedAt === undefined ? made : Date.parse(trace.job.finishedAt);
  const now = over ?? clock;
  const story = useMemo(() => {
    if (!trace) return undefined;
    return readStory({ trace, facts: facts ? { ...facts, now } : null, now, duration: formatDuration });
  }, [trace, facts, now]);
  return { trace, story, error, reload };
}

/** Redis' clock, as far as the newest facts tell; renewed once a second. */
function useRedisNow(facts: JobFacts | undefined): number {
  const now = useNow();
  const ahead = useMemo(() => (facts ? facts.now - Date.now() : 0), [facts]);
  return Math.max(now + ahead, facts?.now ?? 0);
}

/** Looks again when something happened to the job, and now and then while it is not over. */
function useFollowing(queue: string, id: string, trace: TraceAnswer | undefined, reload: () => void): void {
  const live = useConnection(({ phase }) => phase === 'live');
  const newest = useRef(reload);
  newest.current = reload;
  const state = trace?.job.state;

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onQueueEvents((events) => {
      const isAbout = events.some((event) => event.queue === queue && event.ids.includes(id));
      if (!isAbout || timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        newest.current();
      }, newsMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queue, id]);

  useEffect(() => {
    if (!live || state === undefined || isFinished(state)) return;
    const timer = setInterval(
      () => {
        if (!document.hidden) newest.current();
      },
      state === 'active' ? activeMs : waitingMs,
    );
    return () => clearInterval(timer);
  }, [live, state]);
}
