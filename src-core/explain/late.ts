import { type AnswerPart, listed, type Saying, sentence, type WhyAnswer } from './answer';
import { attemptPart, type JobStory, workerPart } from './job-story';
import { type Phase, phasesOf } from './phases';

/** From how much time lost on a job is called late; ms. */
export const lateMs = 1000;
/** What took the time: the longest are named. */
const maxNamed = 3;

interface Share {
  ms: number;
  said: Saying;
}

/** What took the time before the job's last run, when that was over a second; null otherwise. */
export function whyLate(story: JobStory): WhyAnswer | null {
  const last = story.runs.at(-1);
  if (!last) return null;
  const phases = phasesOf(story);
  const shares = sharesOf(phases.filter(({ run, kind }) => kind !== 'running' || run !== last));
  const lost = shares.reduce((sum, { ms }) => sum + ms, 0);
  if (lost < lateMs) return null;
  const asked = phases.filter(isAsked).reduce((sum, { from, to }) => sum + to - from, 0);
  const delay =
    asked > 0 ? ` (not counting the delay of ${story.duration(asked)} it was submitted with)` : '';
  const which = story.runs.length === 1 ? 'it' : 'its last attempt';
  const named = shares
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, maxNamed)
    .filter(({ ms }) => ms >= lost / 100)
    .map(({ ms, said }): Saying => [`${story.duration(ms)} `, said]);
  const parts: AnswerPart[] = sentence(
    `${which} started ${story.duration(lost)} after it was submitted${delay}: `,
    listed(named),
  );
  return { question: 'late', title: 'Why was it late?', parts };
}

/** The delay the submitter asked for does not make a job late. */
function isAsked({ kind, after }: Phase): boolean {
  return kind === 'scheduled' && after === 'submitted';
}

/** Time by what took it: like phases are added up. */
function sharesOf(phases: readonly Phase[]): Share[] {
  const sums = new Map<string, Share>();
  for (const phase of phases) {
    if (isAsked(phase)) continue;
    const key = phase.kind === 'running' ? `run ${phase.run?.fence}` : phase.kind;
    const known = sums.get(key);
    if (known) known.ms += phase.to - phase.from;
    else sums.set(key, { ms: phase.to - phase.from, said: saidOf(phase) });
  }
  return [...sums.values()];
}

function saidOf({ kind, run }: Phase): Saying {
  switch (kind) {
    case 'waiting':
      return 'waiting for a worker';
    case 'scheduled':
      return 'in backoff';
    case 'between':
      return 'in backoff and waiting';
    case 'dead':
      return 'lying dead until it was sent again';
    case 'running':
      return run
        ? ['in ', attemptPart(run), ` (${endWords[run.outcome]} on `, workerPart(run.worker), ')']
        : 'running';
  }
}

const endWords = {
  running: 'runs',
  completed: 'completed',
  failed: 'failed',
  timeout: 'ran out of time',
  lost: 'lost',
  released: 'given back',
  cancelled: 'cancelled',
} as const;
