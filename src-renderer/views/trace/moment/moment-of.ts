import type { JobStory, Run } from '../../../../src-core/explain/job-story';
import { usesUp } from '../../../../src-core/explain/job-story';
import { type Phase, phasesOf } from '../../../../src-core/explain/phases';
import type { MarkedState } from '../../../components/state-mark';
import { offsetText } from '../timeline/axis-ticks';

/** One thing that was true of the job. */
export interface MomentField {
  name: string;
  value: string;
}

/** What a worker had to do with the job. */
export interface MomentWorker {
  id: string;
  fence: number;
  text: string;
}

/** A job as it was at one moment, as far as its trace tells. */
export interface Moment {
  at: number;
  /** Null before it was submitted. */
  state: MarkedState | null;
  fields: MomentField[];
  /** Those that had claimed it by then, the newest first. */
  workers: MomentWorker[];
}

/** The job at `at` (epoch ms). */
export function momentOf(story: JobStory, at: number): Moment {
  if (at < story.createdAt) return { at, state: null, fields: [], workers: [] };
  const phases = phasesOf(story);
  const phase = phases.findLast(({ from }) => from <= at) ?? phases[0];
  const over = story.finishedAt !== null && at >= story.finishedAt;
  const state = over || !phase ? story.job.state : stateOf(phase);
  const runs = story.runs.filter(({ startedAt }) => startedAt <= at);
  return {
    at,
    state,
    fields: [
      ...placeFields(story, at, over ? undefined : phase),
      ...attemptFields(story, at, runs),
      ...carriedFields(story, at, runs),
    ],
    workers: runs.map((run) => workerThen(story, run, at)).reverse(),
  };
}

function stateOf({ kind, after }: Phase): MarkedState {
  if (kind === 'running') return 'active';
  if (kind === 'scheduled' && after !== 'submitted') return 'retrying';
  return kind === 'between' ? 'retrying' : kind;
}

function placeFields(story: JobStory, at: number, phase: Phase | undefined): MomentField[] {
  const fields: MomentField[] = [{ name: 'Age', value: story.duration(at - story.createdAt) }];
  if (!phase) return fields;
  fields.push({ name: 'In this state for', value: story.duration(at - phase.from) });
  if (phase.kind === 'scheduled' && phase.dueAt !== null)
    fields.push({ name: 'Due in', value: story.duration(phase.dueAt - at) });
  return fields;
}

function attemptFields(story: JobStory, at: number, runs: readonly Run[]): MomentField[] {
  const run = runs.at(-1);
  if (!run) return [{ name: 'Attempts', value: `none of ${story.job.attempts}` }];
  const sentAgainAt = story.events.findLast((event) => event.kind === 'requeued' && event.at <= at)?.at ?? 0;
  const used = runs.filter(
    (one) => usesUp(one) && (one.endedAt ?? at) <= at && one.startedAt >= sentAgainAt,
  ).length;
  const running = run.endedAt === null || run.endedAt > at;
  const fields = [
    { name: 'Attempts', value: `${used} of ${story.job.attempts} used up` },
    { name: running ? 'Running' : 'Last attempt', value: String(run.attempt) },
  ];
  if (!running) return fields;
  const sign = story.events.findLast(
    (event) => event.attempt === run.attempt && event.kind === 'heartbeat' && event.at <= at,
  );
  fields.push({ name: 'Fence', value: String(run.fence) });
  fields.push({
    name: 'Last heartbeat',
    value: sign ? `${story.duration(at - sign.at)} before` : 'none yet',
  });
  return fields;
}

function carriedFields(story: JobStory, at: number, runs: readonly Run[]): MomentField[] {
  const fields: MomentField[] = [];
  const attempt = runs.at(-1)?.attempt;
  const before = story.events.filter((event) => event.at <= at);
  const progress = before.findLast((event) => event.kind === 'progress' && event.attempt === attempt);
  if (typeof progress?.detail === 'string')
    fields.push({ name: 'Progress', value: progress.detail.replace(/^(\S+) ?/, '$1 % ').trim() });
  const chunk = before.findLast((event) => event.kind === 'chunk' && event.attempt === attempt);
  if (chunk)
    fields.push({
      name: 'Chunks',
      value: `${(chunk.detail as { lastSeq?: number }).lastSeq ?? 0} in this attempt`,
    });
  const lines = before.filter(({ kind }) => kind === 'log').length;
  if (lines > 0) fields.push({ name: 'Log lines', value: String(lines) });
  const failed = runs.findLast(({ error, endedAt }) => error && endedAt !== null && endedAt <= at);
  if (failed?.error)
    fields.push({ name: 'Last error', value: `${failed.error.code}: ${failed.error.message}` });
  return fields;
}

function workerThen(story: JobStory, run: Run, at: number): MomentWorker {
  const begun = offsetText(run.startedAt - story.createdAt, 1);
  const over = run.endedAt !== null && run.endedAt <= at;
  const since = at - (run.endedAt ?? at);
  const ended = since < 1 ? run.outcome : `${run.outcome} ${story.duration(since)} before`;
  const text = `attempt ${run.attempt}: ${over ? ended : `held it since ${begun}`}`;
  return { id: run.worker, fence: run.fence, text };
}
