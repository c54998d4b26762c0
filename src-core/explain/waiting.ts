import type { JobFacts } from '../protocol/facts';
import { type AnswerPart, counted, type Saying, say, sentence, type WhyAnswer } from './answer';
import { ableWorkers, allWorkers, hindrances } from './hindrances';
import { attemptPart, errorText, eventPart, type JobStory, workerPart } from './job-story';
import { endPart } from './run-endings';
import { type Phase, phasesOf } from './phases';

/** Why the job does not run yet; null when it is not waiting. */
export function whyWaiting(story: JobStory): WhyAnswer | null {
  const phase = phasesOf(story).at(-1);
  if (!phase?.open || phase.kind === 'running') return null;
  const parts = phase.kind === 'scheduled' ? scheduledReason(story, phase) : waitingReason(story, phase);
  return { question: 'waiting', title: 'Why is it waiting?', parts };
}

function scheduledReason(story: JobStory, { dueAt, run, from }: Phase): AnswerPart[] {
  const until = untilDue(story, dueAt);
  if (!run) {
    const asked = dueAt === null ? '' : ` of ${story.duration(dueAt - from)}`;
    const submitted = eventPart(
      'submitted',
      story.events.findIndex(({ kind }) => kind === 'created'),
    );
    return sentence('it was ', submitted, ` with a delay${asked} and `, until);
  }
  const backoff = dueAt === null ? 'its backoff' : `a backoff of ${story.duration(dueAt - from)}`;
  const error = run.error ? ` with ${errorText(run.error)}` : '';
  return [
    ...sentence(attemptPart(run), ' ', endPart(run), error),
    ...say(' '),
    ...sentence(`after ${backoff} it `, until),
  ];
}

/** `becomes ready in 3 s`. */
export function untilDue({ now, duration }: JobStory, dueAt: number | null): string {
  if (dueAt === null) return 'becomes ready at a time that is not recorded';
  const left = dueAt - now;
  return left > 0 ? `becomes ready in ${duration(left)}` : `has been due for ${duration(-left)}`;
}

function waitingReason(story: JobStory, phase: Phase): AnswerPart[] {
  const { facts, job } = story;
  const waited = story.duration(Math.max(0, story.now - phase.from));
  const lead: Saying = [`it has waited ${waited} since it was `, since(story, phase)];
  if (!facts) return sentence(lead);
  const [first, second] = hindrances(job, facts, story.duration);
  if (!first) return [...sentence(lead), ...say(' '), ...sentence(turn(facts, story))];
  const also = second ? say(' ', sentence('also, ', second.clause, second.detail)) : [];
  return [...sentence(lead, ', because ', first.clause, first.detail), ...also];
}

/** What the wait began with: `submitted`, `taken back from w1`, ... */
function since(story: JobStory, { after, run, from }: Phase): Saying {
  if (after === 'requeued') {
    return eventPart(
      'sent again',
      story.events.findLastIndex(({ kind }) => kind === 'requeued'),
    );
  }
  if (run && after === 'lost') return ['lost with ', workerPart(run.worker), ' in ', attemptPart(run)];
  if (run && after === 'released') return ['given back by ', workerPart(run.worker)];
  const ready = story.events.findLastIndex(({ kind, at }) => kind === 'ready' && at === from);
  if (after === 'submitted' && from === story.createdAt)
    return eventPart(
      'submitted',
      story.events.findIndex(({ kind }) => kind === 'created'),
    );
  return eventPart('due', ready);
}

/** The clause of a job that nothing holds back but its turn. */
export function turn(facts: JobFacts, { job, duration }: JobStory): AnswerPart[] {
  const able = ableWorkers(facts);
  const free = able.reduce((sum, { active, concurrency }) => sum + Math.max(0, concurrency - active), 0);
  const slots = able.reduce((sum, { concurrency }) => sum + concurrency, 0);
  const workers: AnswerPart = {
    text: allWorkers(able.length),
    ref: able[0] && able.length === 1 ? { kind: 'worker', id: able[0].id } : { kind: 'workers' },
  };
  const ahead = aheadClause(facts, job.queue, duration);
  if (free === 0) {
    const busy = able.length === 1 ? 'is busy' : 'are busy';
    return say(workers, ` able to run it ${busy} (${slots} of ${slots} slots), and `, ahead);
  }
  return say(`workers have ${counted(free, 'free slot')}, and `, ahead);
}

function aheadClause({ ahead, queue }: JobFacts, name: string, duration: (ms: number) => string): Saying {
  const waiting = { kind: 'jobs', queue: name, state: 'waiting' } as const;
  if (ahead === 0) return 'it goes next';
  const count = ahead === null ? 'more than 10,000 jobs' : counted(ahead, 'job');
  const go = ahead === 1 ? ' goes before it' : ' go before it';
  const pace = queue.startedLastMinute;
  if (pace === 0) return [{ text: count, ref: waiting }, go, '; none was started in the last minute'];
  const left = ahead === null ? '' : `: about ${duration((ahead / pace) * 60_000)} more`;
  return [
    { text: count, ref: waiting },
    go,
    `; ${pace.toLocaleString('en')} were started in the last minute${left}`,
  ];
}
