import { writeFile } from 'node:fs/promises';
import { withMonitor } from '../connect';
import { exitCodes, UsageError } from '../failure';
import type { Run } from '../run';

export interface FitOptions {
  fit?: string;
  since?: number;
}

/** Writes a scenario made from the finished jobs of a queue. Answers the exit code. */
export async function fitFromRecords(run: Run<FitOptions>, path: string): Promise<number> {
  const { fitScenario, recordedJobs, writeScenario } = await import('../../simulation');
  const { since } = run.options;
  const from = since === undefined ? 0 : run.io.now() - since;
  const records = await withMonitor(run, (monitor) => recordedJobs(monitor.queue(run.queue), from));
  if (records.length === 0) {
    const when = since === undefined ? '' : ' in that time';
    run.tell(
      `Queue ${run.queue} holds no finished job${when}: run some first, and keep them (keepMs above 0).`,
    );
    return exitCodes.failed;
  }
  const { scenario, remarks } = fitScenario(records, run.queue);
  try {
    await writeFile(path, writeScenario(scenario, remarks));
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  run.print({ file: path, jobs: records.length, scenario }, () =>
    [...remarks, `Written to ${path}. Run it: signalbox simulate ${path}`]
      .map((line) => `${line}\n`)
      .join(''),
  );
  return exitCodes.done;
}
