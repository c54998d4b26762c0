import { isFinished } from '../protocol/job-state';
import type { TraceEvent } from '../protocol/job';
import type { JobStory, Run } from './job-story';

/**
 * A stretch of a job's life. The phases follow each other without a gap, from its submission to its end or now.
 * - `scheduled`: held back by a delay (`asked`) or a backoff
 * - `waiting`: ready to run
 * - `between`: backoff and then waiting; the trace does not tell where one ended
 * - `dead`: it lay dead until somebody sent it again
 */
export interface Phase {
  kind: 'scheduled' | 'waiting' | 'between' | 'running' | 'dead';
  /** Epoch ms. */
  from: number;
  /** Epoch ms; now for the phase that goes on. */
  to: number;
  /** It goes on. */
  open: boolean;
  /** How the phase began. */
  after: 'submitted' | 'requeued' | Run['outcome'];
  /** The run it is (`running`), or that ended before it. */
  run: Run | null;
  /** When a `scheduled` phase was to end, where that is recorded. */
  dueAt: number | null;
}

interface Gap {
  from: number;
  to: number;
  open: boolean;
  after: Phase['after'];
  run: Run | null;
}

/** The phases of a job. Those without any length are left out, but for runs. */
export function phasesOf(story: JobStory): Phase[] {
  const phases: Phase[] = [];
  let at = story.createdAt;
  let after: Phase['after'] = 'submitted';
  let last: Run | null = null;
  for (const run of story.runs) {
    phases.push(...gapPhases(story, { from: at, to: run.startedAt, open: false, after, run: last }));
    const to = run.endedAt ?? Math.max(story.now, run.startedAt);
    const open = run.endedAt === null;
    phases.push({ kind: 'running', from: run.startedAt, to, open, after: run.outcome, run, dueAt: null });
    at = to;
    after = run.outcome;
    last = run;
  }
  const open = !isFinished(story.job.state);
  const end = open ? story.now : (story.finishedAt ?? at);
  if (!last || last.endedAt !== null)
    phases.push(...gapPhases(story, { from: at, to: end, open, after, run: last }));
  return phases.filter(({ kind, from, to, open: goesOn }) => kind === 'running' || goesOn || to > from);
}

function gapPhases(story: JobStory, gap: Gap): Phase[] {
  const { from, to } = gap;
  const inside = story.events.filter(({ at }) => at >= from && at <= to);
  const requeued = inside.findLast(({ kind }) => kind === 'requeued');
  if (requeued && gap.after !== 'requeued') {
    const dead: Phase = { ...gap, kind: 'dead', to: requeued.at, open: false, dueAt: null };
    return [dead, ...gapPhases(story, { ...gap, from: requeued.at, after: 'requeued' })];
  }
  if (gap.open && story.job.state === 'scheduled') {
    const dueAt = story.job.dueAt === undefined ? null : Date.parse(story.job.dueAt);
    return [{ ...gap, kind: 'scheduled', dueAt }];
  }
  // Neither a lost nor a released job waits for anything but a worker.
  if (gap.after !== 'submitted' && gap.after !== 'failed' && gap.after !== 'timeout')
    return [{ ...gap, kind: 'waiting', dueAt: null }];
  const readyAt = inside.findLast(({ kind, at }) => kind === 'ready' && at > from)?.at;
  const dueAt = inside.map(dueOf).find((due) => due !== null) ?? null;
  const heldUntil = readyAt ?? (dueAt === null ? null : Math.min(dueAt, to));
  if (heldUntil !== null)
    return [
      { ...gap, kind: 'scheduled', to: heldUntil, open: false, dueAt },
      { ...gap, kind: 'waiting', from: heldUntil, dueAt: null },
    ];
  return [{ ...gap, kind: gap.after === 'submitted' ? 'waiting' : 'between', dueAt: null }];
}

/** When a job that was put off is due; null for other events. */
function dueOf({ kind, detail }: TraceEvent): number | null {
  if (kind !== 'scheduled' && kind !== 'retry') return null;
  const due = (detail as { dueAt?: unknown } | null | undefined)?.dueAt;
  return typeof due === 'number' ? due : null;
}
