import type { ScheduleView, TickRecord } from '../../../src-core/protocol/schedules';
import { iso } from '../duration';
import { oneLine } from '../plain-text';
import { action, type CliCommand, type Run } from '../run';
import { nextText, scheduleText, tickText, whenText } from '../schedules/schedule-text';
import { withSchedules } from '../schedules/with-schedules';
import { type Column, renderTable } from '../tables';
import { schedulesAdd } from './schedules-add';

const columns: Column[] = [
  { title: 'SCHEDULE' },
  { title: 'WHEN', shrinkTo: 12 },
  { title: 'JOB', shrinkTo: 8 },
  { title: 'NEXT', shrinkTo: 16 },
  { title: 'LAST', shrinkTo: 16, optional: 1 },
];
const tickColumns: Column[] = [
  { title: 'TICK' },
  { title: 'OUTCOME' },
  { title: 'JOB', shrinkTo: 14 },
  { title: 'NOTE', shrinkTo: 16 },
];

const list: CliCommand = {
  register(schedules, cli) {
    schedules
      .command('list')
      .summary('list schedules')
      .description('Lists the schedules of a queue with their next tick.')
      .addHelpText('after', '\nExample:\n  $ signalbox schedules list')
      .action(
        action(cli, async (run: Run) => {
          const views = await withSchedules(run, (found) => found.list());
          run.print({ schedules: views }, () => table(run, views));
        }),
      );
  },
};

const show: CliCommand = {
  register(schedules, cli) {
    schedules
      .command('show')
      .argument('<name>', 'its name')
      .summary('show a schedule with its next ten ticks')
      .description('Shows a schedule: when it ticks, what it starts, its next ten ticks.')
      .addHelpText('after', '\nExample:\n  $ signalbox schedules show nightly')
      .action(
        action(cli, async (run: Run, name: string) => {
          const view = await withSchedules(run, (found) => found.get(name));
          run.print(view, () => scheduleText(view, run));
        }),
      );
  },
};

const ticks: CliCommand = {
  register(schedules, cli) {
    schedules
      .command('ticks')
      .argument('<name>', 'its name')
      .summary('what became of its last ticks')
      .description('Lists the last 200 ticks of a schedule, newest first, and what became of each.')
      .addHelpText('after', '\nExample:\n  $ signalbox schedules ticks nightly')
      .action(
        action(cli, async (run: Run, name: string) => {
          const found = await withSchedules(run, (all) => all.ticks(name));
          run.print({ ticks: found }, () => tickTable(run, found));
        }),
      );
  },
};

const remove: CliCommand = {
  register(schedules, cli) {
    schedules
      .command('remove')
      .argument('<name>', 'its name')
      .summary('remove a schedule')
      .description('Removes a schedule and what is remembered of its ticks. Jobs it started go on.')
      .addHelpText('after', '\nExample:\n  $ signalbox schedules remove nightly')
      .action(
        action(cli, async (run: Run, name: string) => {
          await withSchedules(run, (found) => found.remove(name));
          run.print({ removed: name }, () => `Removed ${name}\n`);
        }),
      );
  },
};

const run: CliCommand = {
  register(schedules, cli) {
    schedules
      .command('run')
      .argument('<name>', 'its name')
      .summary('start its job now')
      .description('Starts the job of a schedule now, besides its ticks and whatever runs.')
      .addHelpText('after', '\nExample:\n  $ signalbox schedules run nightly')
      .action(
        action(cli, async (one: Run, name: string) => {
          const record = await withSchedules(one, (found) => found.run(name));
          one.print(record, () => `${record.jobId}\n`);
        }),
      );
  },
};

function pausing(name: 'pause' | 'resume', summary: string, description: string): CliCommand {
  return {
    register(schedules, cli) {
      schedules
        .command(name)
        .argument('<name>', 'its name')
        .summary(summary)
        .description(description)
        .addHelpText('after', `\nExample:\n  $ signalbox schedules ${name} nightly`)
        .action(
          action(cli, async (one: Run, schedule: string) => {
            const view = await withSchedules(one, (found) => found.setPaused(schedule, name === 'pause'));
            one.print(view, () => `${schedule}: ${nextText(view, one.io.now())}\n`);
          }),
        );
    },
  };
}

const subcommands = [
  list,
  show,
  schedulesAdd,
  remove,
  pausing(
    'pause',
    'let its ticks pass',
    'Stops the ticks of a schedule. What passes meanwhile is not made up for.',
  ),
  pausing('resume', 'let it tick again', 'Lets a paused schedule tick again, from now on.'),
  run,
  ticks,
];

/** Schedules: jobs that are started by the clock. */
export const schedules: CliCommand = {
  register(program, cli) {
    const group = program
      .command('schedules')
      .summary('jobs that are started by the clock')
      .description(
        'Schedules start jobs by the clock: cron patterns with a time zone, intervals, single moments.',
      )
      .addHelpText(
        'after',
        "\nExample:\n  $ signalbox schedules add nightly --cron '30 2 * * *' --type echo",
      );
    for (const subcommand of subcommands) subcommand.register(group, cli);
  },
};

function table({ io, colors, queue }: Run, views: ScheduleView[]): string {
  if (views.length === 0) return `No schedules in queue ${queue}.\n`;
  const now = io.now();
  const rows = views.map((view) => [
    view.schedule.name,
    whenText(view.schedule),
    view.schedule.job.type,
    nextText(view, now),
    view.last ? tickText(view.last, now) : '-',
  ]);
  return renderTable(columns, rows, io.stdout, colors);
}

function tickTable({ io, colors }: Run, found: TickRecord[]): string {
  if (found.length === 0) return 'It has not ticked yet.\n';
  const rows = found.map(({ tick, outcome, byHand, jobId, note }) => [
    iso(tick),
    byHand ? `${outcome} by hand` : outcome,
    oneLine(jobId ?? '-'),
    oneLine(note ?? '-'),
  ]);
  return renderTable(tickColumns, rows, io.stdout, colors);
}
