import type { ErrorGroup } from '../../../src-core/protocol/dead-letters';
import { withMonitor } from '../connect';
import { relativeTime } from '../duration';
import { oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { type Column, renderTable } from '../tables';

const columns: Column[] = [
  { title: 'GROUP' },
  { title: 'JOBS', align: 'right' },
  { title: 'LAST' },
  { title: 'FIRST', optional: 3 },
  { title: 'TYPES', shrinkTo: 8, optional: 2 },
  { title: 'WORKERS', shrinkTo: 8, optional: 1 },
  { title: 'ERROR', shrinkTo: 20 },
];

/** What keeps failing. */
export const dlqGroups: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('groups')
      .summary('show what keeps failing')
      .description('Shows the dead jobs of a queue in groups that failed alike, the latest failure first.')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq groups --queue images')
      .action(
        action(cli, async (run: Run) => {
          const answer = await withMonitor(run, (monitor) => monitor.deadLetters(run.queue).groups());
          run.print(answer, () => table(run, answer.groups));
          const more = answer.total - answer.groups.length;
          if (more > 0 && !run.json) run.tell(`${more} more groups are not shown.`);
        }),
      );
  },
};

function table({ io, colors, queue }: Run, groups: ErrorGroup[]): string {
  if (groups.length === 0) return `No dead jobs in queue ${queue}.\n`;
  const now = io.now();
  const rows = groups.map((group) => [
    group.fingerprint,
    String(group.count),
    relativeTime(Date.parse(group.lastAt), now),
    relativeTime(Date.parse(group.firstAt), now),
    oneLine(names(group.types)),
    oneLine(names(group.workers)),
    oneLine(`${group.code}: ${group.message}`),
  ]);
  return renderTable(columns, rows, io.stdout, colors);
}

/** The most frequent first. */
function names(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
    .join(', ');
}
