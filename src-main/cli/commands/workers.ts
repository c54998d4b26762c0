import { withMonitor } from '../connect';
import { relativeTime } from '../duration';
import { workerView } from '../job-view';
import { oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { type Column, renderTable } from '../tables';
import { workerMark } from '../worker-mark';

const columns: Column[] = [
  { title: 'WORKER', shrinkTo: 16 },
  { title: 'STATE' },
  { title: 'QUEUE', shrinkTo: 7 },
  { title: 'HOST', shrinkTo: 8, optional: 3 },
  { title: 'RUNNING', align: 'right' },
  { title: 'DONE', align: 'right', optional: 1 },
  { title: 'FAILED', align: 'right', optional: 1 },
  { title: 'SEEN' },
  { title: 'TYPES', shrinkTo: 8, optional: 2 },
];

/** Every worker that has reported lately. */
export const workers: CliCommand = {
  register(program, cli) {
    program
      .command('workers')
      .summary('list the workers')
      .description('Lists the workers that have reported lately, of every queue unless --queue is given.')
      .addHelpText('after', '\nExample:\n  $ signalbox workers --format json')
      .action(
        action(cli, async (run: Run) => {
          const all = await withMonitor(run, (monitor) => monitor.workers());
          const { queue } = run.options;
          const found = all.filter((worker) => queue === undefined || worker.queue === queue);
          const now = run.io.now();
          run.print({ workers: found.map(workerView) }, () => {
            if (found.length === 0) return 'No workers have reported lately.\n';
            const rows = found.map((worker) => [
              oneLine(worker.id),
              workerMark(worker.state, run.colors),
              worker.queue,
              oneLine(worker.host),
              `${worker.active}/${worker.concurrency}`,
              String(worker.completed),
              String(worker.failed),
              relativeTime(worker.seenAt, now),
              oneLine(worker.types.join(', ')),
            ]);
            return renderTable(columns, rows, run.io.stdout, run.colors);
          });
        }),
      );
  },
};
