import { type AnswerPart, counted, say, sentence, type WhyAnswer } from './answer';
import { frameOf } from './frames';
import { eventPart, type JobStory, type Run, workerPart } from './job-story';
import { ending, outcomes } from './run-endings';

/** Earlier attempts told one by one; more of them are counted by how they ended. */
const maxTold = 2;

/** Why the job ran more than once; null when it did not. */
export function whyTwice(story: JobStory): WhyAnswer | null {
  const earlier = story.runs.slice(0, -1);
  if (earlier.length === 0) return null;
  const times = story.runs.length === 2 ? 'twice' : `${story.runs.length} times`;
  const told =
    earlier.length <= maxTold ? earlier.map((run) => sentence(ending(story, run))) : [summary(earlier)];
  const parts = [...told, ...again(story), ...lateReports(story)];
  return {
    question: 'twice',
    title: `Why did it run ${times}?`,
    parts: say(parts.map((part, n) => (n === 0 ? part : [' ', part]))),
  };
}

/** `Of 5 earlier attempts 3 failed, 2 lost with their workers.` */
function summary(earlier: readonly Run[]): AnswerPart[] {
  return sentence(`Of ${counted(earlier.length, 'earlier attempt')} `, outcomes(earlier));
}

/** That somebody sent it again. */
function again(story: JobStory): AnswerPart[][] {
  const index = story.events.findLastIndex(({ kind }) => kind === 'requeued');
  const event = story.events[index];
  if (!event) return [];
  const cause = typeof event.detail === 'string' && event.detail !== '' ? ` (${event.detail})` : '';
  return [sentence('it lay dead and was ', eventPart('sent again by hand', index), cause)];
}

/** Reports that came after their attempt was over, as the gateway's sockets saw them. */
function lateReports(story: JobStory): AnswerPart[][] {
  const reported = new Set(['job_complete', 'job_fail']);
  return story.runs.flatMap((run) => {
    if (run.outcome !== 'lost' || run.endedAt === null) return [];
    const endedAt = run.endedAt;
    const index = story.events.findIndex((event) => {
      const frame = frameOf(event);
      return frame !== null && reported.has(frame.type) && frame.fence === run.fence && event.at >= endedAt;
    });
    const event = story.events[index];
    if (!event) return [];
    const late = eventPart(`reported on it ${story.duration(event.at - endedAt)} later`, index);
    return [
      sentence(workerPart(run.worker), ' ', late, '; that was refused, as the job was no longer its own'),
    ];
  });
}
