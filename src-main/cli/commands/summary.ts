import type { Summary } from '../../../src-core/queue/monitor';
import { withMonitor } from '../connect';
import { coarseDuration } from '../duration';
import { type CliCommand, type Run, action } from '../run';
import { type Column, renderTable } from '../tables';

const columns: Column[] = [
  { title: 'QUEUE', shrinkTo: 8 },
  { title: 'WAITING', align: 'right' },
  { title: 'SCHEDULED', align: 'right' },
  { title: 'ACTIVE', align: 'right' },
  { title: 'DEAD', align: 'right' },
  { title: 'OLDEST', align: 'right' },
  { title: 'COMPLETED', align: 'right' },
  { title: 'FAILED', align: 'right', optional: 1 },
  { title: 'RETRIED', align: 'right', optional: 2 },
];

/** What there is to do and who does it. */
export const summary: CliCommand = {
  register(program, cli) {
    program
      .command('summary')
      .summary('show queues and workers at a glance')
      .description('Shows how much waits, runs and has failed in each queue, and the workers.')
      .addHelpText('after', '\nExample:\n  $ signalbox summary')
      .action(
        action(cli, async (run: Run) => {
          const found = await withMonitor(run, (monitor) => monitor.summary());
          run.print(
            found,
            () => renderTable(columns, rows(run, found), run.io.stdout, run.colors) + footer(found),
          );
        }),
      );
  },
};

function rows({ colors }: Run, { queues }: Summary): string[][] {
  return queues.map(({ name, paused, counts, totals, oldestWaitMs }) => [
    paused ? `${name} ${colors.yellow('(paused)')}` : name,
    String(counts.waiting),
    String(counts.scheduled),
    String(counts.active),
    counts.dead > 0 ? colors.red(String(counts.dead)) : '0',
    oldestWaitMs === null ? '-' : coarseDuration(oldestWaitMs),
    String(totals.completed),
    String(totals.failed),
    String(totals.retried),
  ]);
}

function footer({ workers, processor }: Summary): string {
  const { running, draining, lost } = workers;
  const rate = processor.ratePerSecond.toFixed(1).replace(/\.0$/, '');
  return `\nWorkers: ${running} running, ${draining} draining, ${lost} lost. Attempts: ${rate} per second.\n`;
}
