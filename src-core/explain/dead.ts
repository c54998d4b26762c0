import { type AnswerPart, counted, listed, say, sentence, type WhyAnswer } from './answer';
import { attemptPart, errorText, eventPart, type JobStory, usesUp, workerPart } from './job-story';
import { allAttempts, endPart, ending, outcomes } from './run-endings';

/** Why the job is dead; null when it is not. */
export function whyDead(story: JobStory): WhyAnswer | null {
  if (story.job.state !== 'dead') return null;
  return { question: 'dead', title: 'Why is it dead?', parts: reason(story) };
}

function reason(story: JobStory): AnswerPart[] {
  const { job, used } = story;
  const counting = story.recentRuns.filter(usesUp);
  const last = counting.at(-1);
  if (!last)
    return sentence(
      job.error ? `it failed with ${errorText(job.error)}` : 'the trace does not tell how it failed',
    );
  const error = last.error ?? job.error;
  if (used < job.attempts && last.outcome !== 'lost') {
    const left = counted(job.attempts - used, 'attempt');
    const why = error ? ` with ${errorText(error)}` : '';
    return [
      ...sentence(attemptPart(last), ' on ', workerPart(last.worker), ' ', endPart(last), why),
      ...say(' '),
      ...sentence(`That error is not to be tried again, so ${left} of ${job.attempts} went unused`),
    ];
  }
  if (counting.every(({ outcome }) => outcome === 'lost')) return poison(story);
  if (job.attempts === 1) return sentence('it had one attempt: ', ending(story, last));
  return sentence(`${allAttempts(job.attempts)} are used up: `, outcomes(counting));
}

/** It took down every worker that ran it. */
function poison(story: JobStory): AnswerPart[] {
  const lost = story.recentRuns.filter(usesUp);
  const workers = [...new Set(lost.map(({ worker }) => worker))].map(workerPart);
  const times = lost.length === 1 ? 'once' : `${lost.length} times`;
  const which = lost.at(-1);
  return [
    ...sentence(
      'its worker ',
      eventPart('stopped answering', which?.endEvent ?? null),
      ` while it ran the job, ${times} (`,
      listed(workers),
      ')',
    ),
    ...say(' '),
    ...sentence('That used up all attempts; a job that may take down its workers is not tried for ever'),
  ];
}
