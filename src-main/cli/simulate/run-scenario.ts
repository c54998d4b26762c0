import { open, writeFile } from 'node:fs/promises';
import type { Scenario } from '../../../src-core/protocol/scenario';
import type { EndedSimulation } from '../../simulation';
import { exitCodes, UsageError } from '../failure';
import type { Build, Run } from '../run';
import { SimulationProgress } from './progress';
import { reportText } from './report-text';
import { type TargetOptions, withTarget } from './simulation-target';

export interface RunScenarioOptions extends TargetOptions {
  seed?: number;
  report?: string;
  junit?: string;
  decisions?: string;
}

/** Runs a scenario to its end and prints and writes its report. Answers the exit code. */
export async function runScenario(
  run: Run<RunScenarioOptions>,
  build: Build,
  nameOrPath: string,
): Promise<number> {
  const { report, junit, decisions } = run.options;
  const scenario = await readChecked(run, build, nameOrPath);
  for (const file of [report, junit, decisions]) if (file !== undefined) await checkWritable(file);
  const ended = await simulated(run, build, scenario);
  await writeFiles(run, ended);
  run.print(ended.report, () => reportText(run, ended.report));
  return ended.report.outcome === 'passed' ? exitCodes.done : exitCodes.failed;
}

async function readChecked(run: Run, { files }: Build, nameOrPath: string): Promise<Scenario> {
  const { readScenario, ScenarioFileError } = await import('../../simulation');
  try {
    const scenario = await readScenario(nameOrPath, files.scenarios);
    return run.options.queue === undefined ? scenario : { ...scenario, queue: run.options.queue };
  } catch (error) {
    if (error instanceof ScenarioFileError) throw new UsageError(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined)
      throw new UsageError(
        `Cannot read ${nameOrPath} (${code}): give a scenario file or the name of a preset; --list lists them`,
      );
    throw error;
  }
}

/** Known before the run rather than after it. */
async function checkWritable(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

async function simulated(
  run: Run<RunScenarioOptions>,
  build: Build,
  scenario: Scenario,
): Promise<EndedSimulation> {
  const { runSimulation } = await import('../../simulation');
  const progress = new SimulationProgress(run.io);
  const interruption = new AbortController();
  const release = run.io.onInterrupt(() => interruption.abort());
  try {
    return await withTarget(run, build, (target) =>
      runSimulation({
        entry: build.files.simulator,
        scenario,
        seed: run.options.seed,
        target,
        onSnapshot: (snapshot) => progress.show(snapshot),
        signal: interruption.signal,
      }).finally(() => progress.end()),
    );
  } finally {
    release();
  }
}

async function writeFiles(
  { options }: Run<RunScenarioOptions>,
  { report, decisions }: EndedSimulation,
): Promise<void> {
  const { junitOf } = await import('../../simulation');
  if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
  if (options.junit !== undefined) await writeFile(options.junit, junitOf(report));
  if (options.decisions !== undefined)
    await writeFile(options.decisions, decisions.map((line) => `${line}\n`).join(''));
}
