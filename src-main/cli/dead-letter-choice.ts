import type { Command } from 'commander';
import { SignalboxError } from '../../src-core/protocol/errors';
import type { DeadLetters } from '../../src-core/queue/dead-letters';
import { type Act, type ManyJobs, namedJobs, workThrough } from '../../src-core/queue/many-jobs';
import { exitCodes, UsageError } from './failure';
import type { Run } from './run';
import { StatusLine } from './status-line';

/** The options that say which dead jobs are meant. */
export interface ChoiceOptions {
  group?: string;
  id?: string[];
  all?: boolean;
}

/** Adds those options to a command. */
export function choiceOptions(command: Command): Command {
  return command
    .option('--group <group>', 'those of this group (see "dlq groups")')
    .option('--id <id...>', 'these jobs')
    .option('--all', 'all dead jobs of the queue');
}

/** What is chosen, in words. Throws UsageError unless exactly one of the options is given. */
export function wordsOf({ group, id, all }: ChoiceOptions): string {
  if ([group, id, all].filter((option) => option !== undefined).length !== 1)
    throw new UsageError('Say which dead jobs: exactly one of --group GROUP, --id ID and --all');
  if (id) return id.length === 1 ? `job ${id[0]}` : `${id.length} jobs`;
  return group === undefined ? 'all dead jobs' : `group ${group}`;
}

/** An act on what is chosen. Throws NOT_FOUND for a group there is not. */
export async function chosenJobs(
  dead: DeadLetters,
  { group, id }: ChoiceOptions,
  act: Act,
): Promise<ManyJobs> {
  if (id) return namedJobs(id, act);
  if (group !== undefined && !(await dead.group(group)))
    throw new SignalboxError(
      'NOT_FOUND',
      `There is no error group ${group} in queue ${dead.connection.queue}`,
    );
  return await dead.oldest(group, act);
}

/** How far an act came. */
export interface Outcome {
  total: number;
  done: number;
  /** Jobs that were in another state by then, or gone. */
  skipped: number;
  /** Ctrl+C ended it early. */
  stopped: boolean;
}

/** Carries an act out, with its progress on the terminal; Ctrl+C ends it after the slice under way. */
export async function carryOut(
  run: Run,
  work: ManyJobs,
  rate: number | null,
  verb: string,
): Promise<Outcome> {
  const outcome: Outcome = { total: work.total, done: 0, skipped: 0, stopped: false };
  const stop = new AbortController();
  const pace = rate === null ? '' : `, ${rate} a second`;
  const line = new StatusLine(
    run.io.stderr,
    () => `${verb} ${outcome.done + outcome.skipped} of ${outcome.total}${pace}; Ctrl+C stops`,
  );
  const leave = run.io.onInterrupt(() => stop.abort());
  line.show();
  let over = work.total === 0;
  try {
    const onSlice = (slice: { done: number; skipped: number; over: boolean }) => {
      outcome.done += slice.done;
      outcome.skipped += slice.skipped;
      over = slice.over;
    };
    if (!over) await workThrough(work, { rate, signal: stop.signal, onSlice });
  } finally {
    line.hide();
    leave();
  }
  return { ...outcome, stopped: !over };
}

/** `12 jobs, 1 left alone (not dead, or gone); stopped, 7 to go` */
export function outcomeText({ total, done, skipped, stopped }: Outcome): string {
  const parts = [done === 1 ? '1 job' : `${done} jobs`];
  if (skipped > 0) parts.push(`${skipped} left alone (not dead, or gone)`);
  if (stopped) parts.push(`stopped with ${Math.max(0, total - done - skipped)} to go`);
  return parts.join(', ');
}

/** Jobs that were named and left alone are a failure; others were only chosen before they changed. */
export function exitCodeOf({ stopped, skipped }: Outcome, { id }: ChoiceOptions): number {
  if (stopped) return exitCodes.interrupted;
  return id && skipped > 0 ? exitCodes.failed : exitCodes.done;
}
