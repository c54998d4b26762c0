import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { spanSchema } from '../../../src-core/protocol/distribution';
import { exitCodes, UsageError } from '../failure';
import { oneLine } from '../plain-text';
import { action, type Build, type Cli, type CliCommand, type Run } from '../run';
import { type AgainstWorkerOptions, testWorker } from '../simulate/against-worker';
import { type FitOptions, fitFromRecords } from '../simulate/fit-scenario';
import { type RunScenarioOptions, runScenario } from '../simulate/run-scenario';
import { type Column, renderTable } from '../tables';
import { wholeNumber } from '../values';

interface SimulateOptions extends RunScenarioOptions, FitOptions, AgainstWorkerOptions {
  list?: boolean;
}

const columns: Column[] = [{ title: 'PRESET' }, { title: 'WHAT HAPPENS', shrinkTo: 20 }];

/** Plays a fleet of GPU machines and its clients against a gateway. */
export const simulate: CliCommand = {
  register(program, cli) {
    const command = program
      .command('simulate')
      .summary('play a fleet of workers, and its faults, against a gateway')
      .description(
        'Plays the GPU machines and clients of a scenario against the gateway that runs here, or one of its own. Exit 1 when an assertion is broken, 2 for a faulty file, 3 when the gateway cannot be reached.',
      )
      .argument('[scenario]', 'a scenario file (YAML), or the name of a preset');
    for (const add of [addRunOptions, addOtherModes]) add(command);
    command
      .addHelpText('after', '\nExample:\n  $ signalbox simulate worker-massacre --seed 7 --junit report.xml')
      .action(
        action(cli, (run: Run<SimulateOptions>, scenario: string | undefined) => chosen(run, cli, scenario)),
      );
  },
};

function addRunOptions(command: Command): void {
  const several = (url: string, before: string[] | undefined) => [...(before ?? []), gatewayUrl(url)];
  command
    .option('--seed <number>', 'what every random draw follows from', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--report <file>', 'write the report as JSON')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--decisions <file>', 'write everything that was drawn, one line each')
    .option('--gateway <url>', 'run against this gateway; may be given several times', several)
    .option('--worker-token <token>', 'the token of the machines, for --gateway')
    .option('--client-token <token>', 'the token of the clients, for --gateway');
}

function addOtherModes(command: Command): void {
  command
    .option('--list', 'list the presets')
    .option('--fit <file>', 'write a scenario made from the finished jobs of --queue')
    .option('--since <time>', 'for --fit: only jobs created in this time: 30m, 1h', span)
    .option('--against-worker', 'play the gateway to a worker of your own, and say which rules it breaks')
    .option('--host <address>', 'for --against-worker: where to listen; 127.0.0.1 when not given')
    .option(
      '--port <number>',
      'for --against-worker: the port; a free one when not given',
      wholeNumber(0, 65_535),
    )
    .option('--token <token>', 'for --against-worker: what the worker must show; made when not given')
    .option('--payload <json>', 'for --against-worker: the payload of its jobs; @FILE reads a file');
}

async function chosen(run: Run<SimulateOptions>, cli: Cli, scenario: string | undefined): Promise<number> {
  const { list, fit, againstWorker } = run.options;
  const modes = [scenario !== undefined, list, fit !== undefined, againstWorker].filter(Boolean).length;
  if (modes !== 1)
    throw new UsageError('Give one of: a scenario, --list, --fit FILE, --against-worker. --help says more');
  if (list) return await listed(run, cli.build);
  if (fit !== undefined) return await fitFromRecords(run, fit);
  if (againstWorker) return await testWorker(run);
  return await runScenario(run, cli.build, scenario as string);
}

async function listed(run: Run, { files }: Build): Promise<number> {
  const { listPresets } = await import('../../simulation');
  const presets = await listPresets(files.scenarios);
  run.print(presets, () =>
    renderTable(
      columns,
      presets.map(({ name, description }) => [name, oneLine(description)]),
      run.io.stdout,
      run.colors,
    ),
  );
  return exitCodes.done;
}

function gatewayUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new InvalidArgumentError('Accepted: a URL like http://127.0.0.1:8000.');
}

function span(text: string): number {
  const parsed = spanSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Accepted: a time like 30m, 1h.');
}
