import { say, sentence, type WhyAnswer } from './answer';
import { hindrances } from './hindrances';
import { eventPart, type JobStory } from './job-story';

/** Why the job expired; null when it did not. */
export function whyExpired(story: JobStory): WhyAnswer | null {
  const { job, facts, finishedAt, createdAt } = story;
  if (job.state !== 'expired' || finishedAt === null) return null;
  const expired = eventPart(
    'its time to start was over',
    story.events.findLastIndex(({ kind }) => kind === 'expired'),
  );
  const began = sentence(
    `no worker had started it ${story.duration(finishedAt - createdAt)} after it was submitted, when `,
    expired,
  );
  const [now] = facts ? hindrances(job, facts, story.duration) : [];
  const parts = now
    ? [...began, ...say(' '), ...sentence('what would hold it now: ', now.clause, now.detail)]
    : began;
  return { question: 'expired', title: 'Why did it expire?', parts };
}
