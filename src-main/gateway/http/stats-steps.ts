import { SignalboxError } from '../../../src-core/protocol/errors';
import type { StatsRange } from '../../../src-core/queue/stats';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Minutes are kept for this long. */
const historyMs = 8 * 24 * hourMs;
/** A range that begins an hour ago may be a little older when it arrives. */
const slackMs = minuteMs;
/** Points of an answer when the asker leaves the step to us, about. */
const fewPoints = 400;
/** Points of an answer at most. */
const maxPoints = 2000;
/** Minutes of one point. */
const merges = [1, 2, 5, 10, 15, 30];

interface Asked {
  from: number;
  to?: number | undefined;
  step?: number | undefined;
}

/**
 * The steps a range is told in: those asked for, else 10 s for the last hour and whole minutes beyond, so that there
 * are 400 points or a few more. Throws INVALID_MESSAGE for a range that cannot be told.
 */
export function stepsOf({ from, to = Number.POSITIVE_INFINITY, step }: Asked, now: number): StatsRange {
  const toMs = Math.min(to, now);
  if (from > toMs) refuse(`from: ${from} is after ${to > now ? 'now' : 'to'}, ${toMs}`);
  const isRecent = from >= now - hourMs - slackMs;
  if (step === 10_000 && !isRecent) {
    refuse('step: 10000 is kept for the last hour only; accepted for an older range: 60000');
  }
  const stepMs = step === 10_000 || (step === undefined && isRecent) ? 10_000 : minuteMs;
  const fromMs = Math.max(from, now - historyMs);
  const points = Math.ceil((toMs - fromMs) / stepMs);
  if (step !== undefined) {
    if (points > maxPoints)
      refuse(`step: the range has ${points} steps of ${step} ms; accepted: ${maxPoints} at most`);
    return { fromMs, toMs, stepMs };
  }
  const merge = merges.find((each) => points / each <= fewPoints) ?? Math.max(...merges);
  return { fromMs, toMs, stepMs, merge: stepMs === minuteMs ? merge : 1 };
}

function refuse(why: string): never {
  throw new SignalboxError('INVALID_MESSAGE', `The query: ${why}`);
}
