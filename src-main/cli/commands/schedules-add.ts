import type { Command } from 'commander';
import { Option } from 'commander';
import { missedPolicies, overlapPolicies, type ScheduleInput } from '../../../src-core/protocol/schedules';
import { readSchedule } from '../../../src-core/schedules/schedule-store';
import { UsageError } from '../failure';
import { readPayload } from '../payload';
import { type CliCommand, type Run, action } from '../run';
import { withSchedules } from '../schedules/with-schedules';
import { scheduleText } from '../schedules/schedule-text';
import { wholeNumber } from '../values';

interface AddOptions {
  cron?: string;
  timezone?: string;
  every?: string;
  at?: string;
  startAt?: string;
  endAt?: string;
  type: string;
  payload?: string;
  priority?: number;
  timeout?: number;
  attempts?: number;
  overlap?: ScheduleInput['overlap'];
  missed?: ScheduleInput['missed'];
  missedMost?: number;
  jitter?: string;
  paused?: boolean;
  replace?: boolean;
}

const week = 7 * 86_400_000;

/** Adds a schedule. */
export const schedulesAdd: CliCommand = {
  register(schedules, cli) {
    const command = schedules
      .command('add')
      .argument('<name>', 'what to call it')
      .summary('add a schedule')
      .description(
        'Adds a schedule: --cron, --every or --at says when, --type and --payload which job it starts.',
      );
    for (const add of [addWhen, addJob, addPolicies]) add(command);
    command
      .addHelpText(
        'after',
        "\nExamples:\n  $ signalbox schedules add nightly --cron '30 2 * * *' --timezone Europe/Berlin --type echo\n" +
          '  $ signalbox schedules add ping --every 30s --type http.call --payload \'{"url":"https://example.com/"}\'',
      )
      .action(action(cli, (run: Run<AddOptions>, name: string) => addSchedule(run, name)));
  },
};

function addWhen(command: Command): void {
  command
    .option('--cron <pattern>', 'five fields, or six with seconds first; @daily and the like')
    .option('--timezone <zone>', 'of --cron, such as Europe/Berlin; UTC when not given')
    .option('--every <time>', 'an interval such as 30s, 5m, 1h')
    .option('--at <time>', 'once, such as 2027-01-01T00:00:00Z')
    .option('--start-at <time>', 'no tick before it')
    .option('--end-at <time>', 'no tick after it');
}

function addJob(command: Command): void {
  command
    .requiredOption('--type <type>', 'the type of its jobs')
    .option('--payload <json>', 'JSON, @FILE, or - for standard input; null when not given')
    .option('--priority <number>', '0 goes first, 9 last; 5 when not given', wholeNumber(0, 9))
    .option('--timeout <ms>', 'how long an attempt may run; 90000 when not given', wholeNumber(1, week))
    .option('--attempts <number>', 'how often a job is tried', wholeNumber(1, 100));
}

function addPolicies(command: Command): void {
  command
    .addOption(
      new Option(
        '--overlap <policy>',
        'at a tick while an earlier job is unfinished; "skip" when not given',
      ).choices([...overlapPolicies]),
    )
    .addOption(
      new Option(
        '--missed <policy>',
        'which ticks that passed unseen are made up for; "once" when not given',
      ).choices([...missedPolicies]),
    )
    .option('--missed-most <number>', 'for --missed all; 100 when not given', wholeNumber(1, 1000))
    .option('--jitter <time>', 'each job starts up to so much later')
    .option('--paused', 'it does not tick until it is resumed')
    .option('--replace', 'in the place of one that has this name');
}

async function addSchedule(run: Run<AddOptions>, name: string): Promise<number> {
  const { options } = run;
  if ([options.cron, options.every, options.at].every((one) => one === undefined))
    throw new UsageError('Say when: --cron, --every or --at');
  const payload = options.payload === undefined ? null : await readPayload(options.payload, run.io);
  const schedule = readSchedule({
    name,
    ...pick(options, [
      'cron',
      'timezone',
      'every',
      'at',
      'startAt',
      'endAt',
      'overlap',
      'missed',
      'missedMost',
    ]),
    ...(options.jitter !== undefined && { jitterMs: options.jitter }),
    ...(options.paused && { paused: true }),
    job: {
      type: options.type,
      payload,
      attempts: options.attempts ?? 1 + run.config().queue.maxRetries,
      ...(options.priority !== undefined && { priority: options.priority }),
      ...(options.timeout !== undefined && { timeoutMs: options.timeout }),
    },
  });
  const view = await withSchedules(run, (schedules) =>
    schedules.put(schedule, options.replace ? undefined : null, 3),
  );
  run.print(view, () => scheduleText(view, run));
  return 0;
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  const given = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]);
  return Object.fromEntries(given) as Partial<Pick<T, K>>;
}
