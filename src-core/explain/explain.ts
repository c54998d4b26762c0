import type { AnswerPart, WhyAnswer } from './answer';
import { whyDead } from './dead';
import { whyExpired } from './expired';
import { type Evidence, readStory } from './job-story';
import { whyLate } from './late';
import { whyTwice } from './twice';
import { verdictOf } from './verdict';
import { whyWaiting } from './waiting';

/** A job explained: what became of it in one sentence, and the questions its trace can answer. */
export interface Explanation {
  verdict: AnswerPart[];
  answers: WhyAnswer[];
}

/** Explains a job from its trace and, where they are known, the facts of its queue. Nothing else is assumed. */
export function explain(evidence: Evidence): Explanation {
  const story = readStory(evidence);
  const answers = [whyWaiting, whyDead, whyExpired, whyTwice, whyLate].map((why) => why(story));
  return { verdict: verdictOf(story), answers: answers.filter((answer) => answer !== null) };
}
