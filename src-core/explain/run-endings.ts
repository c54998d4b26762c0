import { type AnswerPart, listed, type Saying, say } from './answer';
import { attemptPart, errorText, eventPart, type JobStory, type Run, workerPart } from './job-story';

/** What a run that counts against the attempts came to, after `attempt 2`, leading to its event. */
export function endPart({ outcome, endEvent }: Run): AnswerPart {
  const words = { timeout: 'ran out of time', lost: 'was lost with its worker' } as const;
  return eventPart(outcome === 'timeout' || outcome === 'lost' ? words[outcome] : 'failed', endEvent);
}

/** How a run ended, as a clause. */
export function ending(story: JobStory, run: Run): AnswerPart[] {
  const { duration } = story;
  const of: Saying = [attemptPart(run), ' on ', workerPart(run.worker)];
  const ran = run.endedAt === null ? '' : ` after ${duration(run.endedAt - run.startedAt)}`;
  switch (run.outcome) {
    case 'lost':
      return say(of, ' ', eventPart('was lost', run.endEvent), `${ran}: `, silence(story, run));
    case 'released':
      return say(
        of,
        ' ',
        eventPart('was given back', run.endEvent),
        `${ran}, as a worker does when it stops; that used up no attempt`,
      );
    case 'timeout':
      return say(
        of,
        ' ',
        eventPart('ran out of time', run.endEvent),
        ` (${duration(story.job.timeoutMs)} allowed)`,
      );
    case 'failed':
      return say(
        of,
        ' ',
        eventPart('failed', run.endEvent),
        `${ran}${run.error ? ` with ${errorText(run.error)}` : ''}`,
      );
    case 'cancelled':
      return say(of, ' ', eventPart('was cancelled', run.endEvent), ran);
    case 'completed':
      return say(of, ' ', eventPart('completed', run.endEvent), ran);
    case 'running':
      return say(of, ` has run for ${duration(Math.max(0, story.now - run.startedAt))}`);
  }
}

/** How long a lost worker had been silent when the job was taken back. */
function silence({ duration, events }: JobStory, run: Run): Saying {
  if (run.endedAt === null) return 'its worker stopped answering';
  const silent = duration(Math.max(0, run.endedAt - run.lastSignAt));
  const sign = run.lastSignEvent === null ? undefined : events[run.lastSignEvent];
  const last =
    !sign || sign.kind === 'claimed' ? 'the claim' : `the last ${signNames[sign.kind] ?? 'sign of it'}`;
  return ['the worker was silent for ', eventPart(silent, run.lastSignEvent), ` after ${last}`];
}

const signNames: Partial<Record<string, string>> = {
  heartbeat: 'heartbeat',
  progress: 'progress',
  log: 'log line',
  chunk: 'chunk',
};

const endNames: Partial<Record<Run['outcome'], string>> = {
  failed: 'failed',
  timeout: 'ran out of time',
  lost: 'lost with their workers',
  released: 'given back',
};

/** `3 failed (the last: E), 1 was lost`: runs counted by how they ended. */
export function outcomes(runs: readonly Run[]): Saying {
  const kinds = Object.keys(endNames) as Run['outcome'][];
  const said = kinds.flatMap((kind): Saying[] => {
    const of = runs.filter(({ outcome }) => outcome === kind);
    const last = of.at(-1);
    if (!last) return [];
    const verb = kind === 'lost' || kind === 'released' ? (of.length === 1 ? ' was ' : ' were ') : ' ';
    const name = kind === 'lost' && of.length === 1 ? 'lost with its worker' : endNames[kind];
    const error =
      last.error && of.length > 0
        ? ` (${of.length > 1 ? 'the last ' : ''}with ${errorText(last.error)})`
        : '';
    const count: AnswerPart = { text: String(of.length), ref: { kind: 'attempt', fence: last.fence } };
    return [[count, `${verb}${name}${error}`]];
  });
  return listed(said);
}

/** `both attempts`, `all 3 attempts`. */
export function allAttempts(n: number): string {
  return n === 2 ? 'both attempts' : `all ${n} attempts`;
}
