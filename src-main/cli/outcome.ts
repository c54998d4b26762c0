import type { Ending } from './follow';
import { exitCodes } from './failure';
import { fineDuration } from './duration';
import { colorsFor } from './colors';
import { harmless, oneLine } from './plain-text';
import type { Run } from './run';
import { stateMark } from './state-mark';

/** Prints how a followed job ended; answers the exit code. */
export function printEnding(
  run: Run,
  jobId: string,
  type: string,
  ending: Ending,
  stream: boolean,
  ms: number,
): number {
  const { state, result, error, chunks, interrupted } = ending;
  if (run.json) {
    const outcome = interrupted ? {} : error ? { error } : { result };
    run.print({ jobId, state, ...outcome, ...(stream && { chunks }) }, () => '');
  } else if (state === 'completed' && !(stream && type === 'llm.chat')) {
    // The text of a chat has been printed as it came.
    run.io.stdout.write(resultText(run, result));
  }
  if (interrupted) {
    const queue = run.options.queue === undefined ? '' : ` --queue ${run.queue}`;
    const redis = run.options.redis === undefined ? '' : ' (and the same --redis)';
    run.tell(`Job ${jobId} goes on. To follow it again: signalbox job ${jobId} --follow${queue}${redis}`);
    return exitCodes.interrupted;
  }
  const mark = stateMark(state, colorsFor(run.io.stderr, run.io.env));
  if (!run.json || error) run.tell(`${mark} ${oneLine(jobId)} after ${fineDuration(ms)}${reason(ending)}`);
  return state === 'completed' ? exitCodes.done : exitCodes.failed;
}

function reason({ error }: Ending): string {
  return error ? `: ${oneLine(`${error.code}: ${error.message}`)}` : '';
}

function resultText({ io }: Run, result: unknown): string {
  const text = typeof result === 'string' ? result : JSON.stringify(result, null, 2);
  return `${io.stdout.isTTY ? harmless(text) : text}\n`;
}
