import { assertNever } from '../protocol/assert-never';
import { type AnswerPart, counted, type Saying, say, sentence } from './answer';
import { hindrances } from './hindrances';
import { attemptPart, errorText, eventPart, type JobStory, type Run, usesUp, workerPart } from './job-story';
import { phasesOf } from './phases';
import { allAttempts, endPart, outcomes } from './run-endings';
import { turn, untilDue } from './waiting';

/** What became of the job, or what it is doing, in one sentence. */
export function verdictOf(story: JobStory): AnswerPart[] {
  switch (story.job.state) {
    case 'waiting':
      return sentence(waiting(story));
    case 'scheduled':
      return sentence(scheduled(story));
    case 'active':
      return sentence(active(story));
    case 'completed':
      return sentence(completed(story));
    case 'dead':
      return sentence(dead(story));
    case 'cancelled':
      return sentence(cancelled(story));
    case 'expired':
      return sentence(expired(story));
    default:
      return assertNever(story.job.state);
  }
}

function waiting(story: JobStory): Saying {
  const phase = phasesOf(story).at(-1);
  const lead = `waiting for ${story.duration(Math.max(0, story.now - (phase?.from ?? story.createdAt)))}`;
  if (!story.facts) return lead;
  const [reason] = hindrances(story.job, story.facts, story.duration);
  return [lead, ': ', reason?.clause ?? turn(story.facts, story)];
}

function scheduled(story: JobStory): Saying {
  const { job } = story;
  const dueAt = job.dueAt === undefined ? null : Date.parse(job.dueAt);
  const last = story.runs.at(-1);
  if (!last) return ['submitted to run later: it ', untilDue(story, dueAt)];
  const error = last.error ? ` with ${errorText(last.error)}` : '';
  const left = counted(Math.max(0, job.attempts - story.used), 'attempt');
  return [attemptPart(last), ' ', endPart(last), `${error}; it `, untilDue(story, dueAt), `, ${left} left`];
}

function active(story: JobStory): Saying {
  const run = story.runs.at(-1);
  if (!run) return 'it runs';
  const { now, duration, job } = story;
  const silent = now - run.lastSignAt;
  const heard = eventPart(`last heard of ${duration(Math.max(0, silent))} ago`, run.lastSignEvent);
  const progress = job.progress ? `, ${job.progress.percent} % done` : '';
  const earlier = story.runs.length > 1 ? ` (${counted(story.runs.length - 1, 'attempt')} before it)` : '';
  return [
    'running on ',
    workerPart(run.worker),
    ` for ${duration(Math.max(0, now - run.startedAt))}${progress}`,
    run.lastSignEvent === null ? '' : [', ', heard],
    earlier,
  ];
}

function completed(story: JobStory): Saying {
  const run = story.runs.at(-1);
  if (!run) return 'completed';
  const { duration } = story;
  const ran = duration((run.endedAt ?? story.now) - run.startedAt);
  const on: Saying = [eventPart('completed', run.endEvent), ' on ', workerPart(run.worker)];
  const before = run.startedAt - story.createdAt;
  const earlier = story.runs.slice(0, -1);
  if (earlier.length === 0) return [on, ` in ${ran}, started ${duration(before)} after it was submitted`];
  return [on, ` at `, attemptPart(run), ` in ${ran}; before that `, outcomes(earlier)];
}

function dead(story: JobStory): Saying {
  const counting = story.recentRuns.filter(usesUp);
  const last: Run | undefined = counting.at(-1);
  const error = last?.error ?? story.job.error;
  if (!last) return `dead${error ? `: ${errorText(error)}` : ''}`;
  if (counting.every(({ outcome }) => outcome === 'lost')) {
    const times =
      counting.length === 1 ? 'its worker was lost' : `its workers were lost ${counting.length} times`;
    return ['dead: ', eventPart(times, last.endEvent), ' while they ran it'];
  }
  const why = error && last.outcome !== 'lost' ? ` with ${errorText(error)}` : '';
  const used =
    story.job.attempts === 1 ? ', its only attempt' : `, and ${allAttempts(story.job.attempts)} are used up`;
  const end = story.used < story.job.attempts ? ', which is not to be tried again' : used;
  return ['dead: ', attemptPart(last), ' ', endPart(last), why, end];
}

function cancelled(story: JobStory): Saying {
  const index = story.events.findLastIndex(({ kind }) => kind === 'cancelled');
  const event = story.events[index];
  const at = event?.at ?? story.finishedAt ?? story.now;
  const run = story.runs.at(-1);
  const ran = run?.outcome === 'cancelled' ? run : null;
  const after = ran
    ? [` while it ran on `, workerPart(ran.worker), ` (for ${story.duration(at - ran.startedAt)})`]
    : [` before it ran, ${story.duration(at - story.createdAt)} after it was submitted`];
  const between =
    run && !ran ? [` ${story.duration(at - (run.endedAt ?? at))} after `, attemptPart(run)] : null;
  return [eventPart('cancelled', index), causeText(event?.detail), between ?? after];
}

/** ` by admin`, ` by request`, ` ("the client disconnected")`; '' when nothing is recorded. */
function causeText(detail: unknown): string {
  if (typeof detail !== 'string' || detail === '') return '';
  const by = /^(?:cancelled )?(by .+)$/.exec(detail)?.[1];
  return by ? ` ${by}` : ` (${detail})`;
}

function expired(story: JobStory): Saying {
  const index = story.events.findLastIndex(({ kind }) => kind === 'expired');
  const after = story.duration((story.finishedAt ?? story.now) - story.createdAt);
  return say(eventPart('expired', index), `: it had not started ${after} after it was submitted`);
}
