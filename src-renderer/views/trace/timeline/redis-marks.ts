import type { JobStory } from '../../../../src-core/explain/job-story';
import type { TraceEvent } from '../../../../src-core/protocol/job';
import type { Mark } from './lane';

/** The engine's call behind an event: each of these took one to happen. */
const callOf: Partial<Record<TraceEvent['kind'], string>> = {
  created: 'add',
  claimed: 'claim',
  heartbeat: 'heartbeat',
  progress: 'progress',
  log: 'log',
  chunk: 'chunk',
  failed: 'finish',
  released: 'finish',
  completed: 'finish',
  cancelled: 'cancel',
  requeued: 'requeue',
  lost: 'maintenance',
  expired: 'maintenance',
};

/** Where on the clock Redis was called for the job. */
export function redisMarks({ events }: JobStory): Mark[] {
  return events.flatMap((event, index): Mark[] => {
    const label = callOf[event.kind];
    return label === undefined ? [] : [{ at: event.at, tone: 'tick', label, event: index }];
  });
}
