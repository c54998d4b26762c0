import { Command, Option } from 'commander';
import { bench } from './commands/bench';
import { bundle } from './commands/bundle';
import { cancel } from './commands/cancel';
import { dlq } from './commands/dlq';
import { doctor } from './commands/doctor';
import { gateway } from './commands/gateway';
import { job } from './commands/job';
import { jobs } from './commands/jobs';
import { pause } from './commands/pause';
import { purge } from './commands/purge';
import { replay } from './commands/replay';
import { resume } from './commands/resume';
import { retry } from './commands/retry';
import { schedules } from './commands/schedules';
import { serve } from './commands/serve';
import { simulate } from './commands/simulate';
import { submit } from './commands/submit';
import { summary } from './commands/summary';
import { trace } from './commands/trace';
import { worker } from './commands/worker';
import { workers } from './commands/workers';
import { failureOf } from './failure';
import type { Io } from './io';
import type { Build, Cli, CliCommand } from './run';
import { queueName } from './values';

const running: CliCommand[] = [serve, gateway, worker];
const jobsOfAll: CliCommand[] = [submit, jobs, job, trace, cancel, retry, dlq];
const queues: CliCommand[] = [summary, schedules, pause, resume, purge, workers];
const tools: CliCommand[] = [simulate, replay, doctor, bundle, bench];

function createProgram(cli: Cli): Command {
  const { stdout, stderr } = cli.io;
  const program = new Command('signalbox')
    .description('Job queues in Redis: the gateway, its workers and the jobs')
    .version(cli.build.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--queue <name>', 'the queue; "default" when not given', queueName)
    .option(
      '--redis <url>',
      'the Redis; else REDIS_URL or REDIS_*, else the instance running on this machine',
    )
    .addOption(new Option('--format <form>', 'how to print').choices(['table', 'json']).default('table'))
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      // One line, also when commander adds what may have been meant.
      outputError: (text, write) =>
        write(
          `${text
            .trim()
            .replace(/^error/, 'signalbox')
            .replaceAll('\n', ' ')}\n`,
        ),
    })
    .addHelpText('after', '\nExample:\n  $ signalbox submit echo --payload \'{"hello":"world"}\' --wait');
  const groups = { 'Run:': running, 'Jobs:': jobsOfAll, 'Queues and workers:': queues, 'Tools:': tools };
  for (const [heading, commands] of Object.entries(groups)) {
    program.commandsGroup(heading);
    for (const command of commands) command.register(program, cli);
  }
  return program;
}

/** Runs one command line (without node and script). Answers the exit code; never rejects. */
export async function runCli(args: readonly string[], io: Io, build: Build): Promise<number> {
  const cli: Cli = { io, build, exitCode: 0 };
  try {
    await createProgram(cli).parseAsync(args, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    const { exitCode, body, told } = failureOf(error);
    if (!told) io.stderr.write(`signalbox: ${body.message}\n`);
    if (exitCode !== 0 && wantsJson(args)) io.stdout.write(`${JSON.stringify({ error: body }, null, 2)}\n`);
    return exitCode;
  }
}

/** Asked of the raw arguments, for a command line that does not parse wants its answer in that form too. */
function wantsJson(args: readonly string[]): boolean {
  return args.some((arg, i) => arg === '--format=json' || (arg === 'json' && args[i - 1] === '--format'));
}
