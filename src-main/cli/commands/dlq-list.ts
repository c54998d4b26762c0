import type { JobRecord } from '../../../src-core/protocol/job';
import { withMonitor } from '../connect';
import { relativeTime } from '../duration';
import { jobView, shownJob } from '../job-view';
import { jsonLine, oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { type Column, renderTable } from '../tables';
import { wholeNumber } from '../values';

interface ListOptions {
  group?: string;
  limit: number;
  cursor?: number;
}

const columns: Column[] = [
  { title: 'ID', shrinkTo: 14 },
  { title: 'TYPE', shrinkTo: 8 },
  { title: 'TRY', align: 'right' },
  { title: 'DIED' },
  { title: 'WORKER', shrinkTo: 12, optional: 1 },
  { title: 'ERROR', shrinkTo: 16 },
  { title: 'PAYLOAD', shrinkTo: 8, optional: 2 },
];

/** Lists dead jobs. */
export const dlqList: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('list')
      .summary('list dead jobs')
      .description('Lists the dead jobs of a queue, newest first.')
      .option('--group <group>', 'only those of this group (see "dlq groups")')
      .option('--limit <number>', 'how many at most', wholeNumber(1, 1000), 50)
      .option('--cursor <cursor>', 'go on where an earlier listing ended', wholeNumber(0, 1e9))
      .addHelpText('after', '\nExample:\n  $ signalbox dlq list --limit 10')
      .action(
        action(cli, async (run: Run<ListOptions>) => {
          const { group, limit, cursor } = run.options;
          const page = await withMonitor(run, (monitor) =>
            monitor.deadLetters(run.queue).list({
              limit,
              ...(group !== undefined && { group }),
              ...(cursor !== undefined && { cursor: String(cursor) }),
            }),
          );
          run.print({ jobs: page.jobs.map(jobView), cursor: page.cursor }, () => table(run, page.jobs));
          if (page.cursor !== null && !run.json) run.tell(`There are more: add --cursor ${page.cursor}`);
        }),
      );
  },
};

function table({ io, colors, queue }: Run, found: JobRecord[]): string {
  if (found.length === 0) return `No such dead jobs in queue ${queue}.\n`;
  const now = io.now();
  const rows = found
    .map(shownJob)
    .map(({ id, type, attempt, attempts, finishedAt, worker, error, payload }) => [
      oneLine(id),
      type,
      `${attempt}/${attempts}`,
      relativeTime(finishedAt ?? now, now),
      oneLine(worker ?? '-'),
      oneLine(error ? `${error.code}: ${error.message}` : '-'),
      jsonLine(JSON.stringify(payload) ?? ''),
    ]);
  return renderTable(columns, rows, io.stdout, colors);
}
