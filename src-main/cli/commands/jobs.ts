import type { JobRecord } from '../../../src-core/protocol/job';
import type { JobState } from '../../../src-core/protocol/job-state';
import type { JobFilter } from '../../../src-core/queue/listing';
import type { Monitor } from '../../../src-core/queue/monitor';
import { withMonitor } from '../connect';
import { relativeTime } from '../duration';
import { jobView, shownJob } from '../job-view';
import { jsonLine, oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { stateMark } from '../state-mark';
import { type Column, renderTable } from '../tables';
import { stateOption, wholeNumber } from '../values';

interface JobsOptions {
  status?: JobState;
  type?: string;
  search?: string;
  client?: string;
  error?: string;
  limit: number;
  cursor?: string;
}

const columns: Column[] = [
  { title: 'ID', shrinkTo: 14 },
  { title: 'STATE' },
  { title: 'TYPE', shrinkTo: 8 },
  { title: 'PRIO', align: 'right', optional: 2 },
  { title: 'TRY', align: 'right' },
  { title: 'CREATED' },
  { title: 'WORKER', shrinkTo: 12, optional: 1 },
  { title: 'PAYLOAD OR ERROR', shrinkTo: 12 },
];

/** Lists jobs. */
export const jobs: CliCommand = {
  register(program, cli) {
    program
      .command('jobs')
      .summary('list or search jobs')
      .description('Lists the jobs of a queue: finished ones newest first, waiting ones in their order.')
      .addOption(stateOption('--status <state>', 'only jobs in this state'))
      .option('--type <type>', 'only jobs of this type')
      .option('--search <text>', 'only jobs with this text in id, payload or error')
      .option('--client <id>', 'only jobs of this client')
      .option('--error <text>', 'only jobs with this text in their error')
      .option('--limit <number>', 'how many at most', wholeNumber(1, 1000), 50)
      .option('--cursor <cursor>', 'go on where an earlier listing ended')
      .addHelpText('after', '\nExample:\n  $ signalbox jobs --status dead --search timeout')
      .action(
        action(cli, async (run: Run<JobsOptions>) => {
          const page = await withMonitor(run, (monitor) => collect(monitor, run));
          const { cursor } = page;
          run.print({ jobs: page.jobs.map(jobView), cursor }, () => table(run, page.jobs));
          if (cursor !== null && !run.json) run.tell(`There are more: add --cursor '${cursor}'`);
        }),
      );
  },
};

/** One call looks at a part of a large queue: it is called until there is enough, or no more. */
async function collect(
  monitor: Monitor,
  run: Run<JobsOptions>,
): Promise<{ jobs: JobRecord[]; cursor: string | null }> {
  const { status, type, search, client, error, limit } = run.options;
  const found: JobRecord[] = [];
  let cursor: string | null = run.options.cursor ?? null;
  do {
    const filter: JobFilter & { queue: string } = { queue: run.queue, limit: limit - found.length };
    if (status) filter.state = status;
    if (type) filter.type = type;
    if (search) filter.search = search;
    if (client) filter.clientId = client;
    if (error) filter.error = error;
    if (cursor) filter.cursor = cursor;
    const page = await monitor.jobs(filter);
    found.push(...page.jobs);
    cursor = page.cursor;
  } while (cursor !== null && found.length < limit);
  return { jobs: found, cursor };
}

function table({ io, colors, queue }: Run, found: JobRecord[]): string {
  if (found.length === 0) return `No such jobs in queue ${queue}.\n`;
  const now = io.now();
  const rows = found.map((job) => [
    oneLine(job.id),
    stateMark(job.state, colors),
    job.type,
    String(job.priority),
    `${job.attempt}/${job.attempts}`,
    relativeTime(job.createdAt, now),
    oneLine(job.worker ?? '-'),
    job.error
      ? oneLine(`${job.error.code}: ${job.error.message}`)
      : jsonLine(JSON.stringify(shownJob(job).payload) ?? ''),
  ]);
  return renderTable(columns, rows, io.stdout, colors);
}
