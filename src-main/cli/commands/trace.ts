import type { JobTrace, TraceEvent } from '../../../src-core/protocol/job';
import { queueOf, withMonitor } from '../connect';
import { iso } from '../duration';
import { shownJob } from '../job-view';
import { jsonLine, oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { stateMark } from '../state-mark';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { type Column, renderPairs, renderTable } from '../tables';
import { verdictLine } from '../verdict';

const columns: Column[] = [
  { title: 'AFTER', align: 'right' },
  { title: 'EVENT' },
  { title: 'TRY', align: 'right' },
  { title: 'WORKER', shrinkTo: 12 },
  { title: 'DETAIL', shrinkTo: 12 },
];

/** A job's whole life. */
export const trace: CliCommand = {
  register(program, cli) {
    program
      .command('trace')
      .argument('<id>', "the job's id")
      .summary("show a job's whole life")
      .description(
        'Shows all that happened to a job, in order, on the clock of Redis. Times in JSON are epoch milliseconds.',
      )
      .addHelpText('after', '\nExample:\n  $ signalbox trace 01jz8m2k')
      .action(
        action(cli, async (run: Run, id: string) => {
          const { found, verdict } = await withMonitor(run, async (monitor) => {
            const queue = await queueOf(run, monitor, id);
            const found = await queue.trace(id);
            // It can be removed between the two questions.
            if (!found) throw new SignalboxError('JOB_NOT_FOUND', `No job ${id}`);
            return { found, verdict: await verdictLine(run, queue, found) };
          });
          run.print({ ...found, job: shownJob(found.job) }, () => table(run, found, verdict));
        }),
      );
  },
};

function table({ io, colors }: Run, { job, events }: JobTrace, verdict: string): string {
  const head = renderPairs(
    [
      ['job', oneLine(job.id)],
      ['state', stateMark(job.state, colors)],
      ['type', job.type],
      ['created', iso(job.createdAt)],
      ['verdict', verdict],
    ],
    io.stdout,
    colors,
  );
  const rows = events.map((event) => [
    `+${((event.at - job.createdAt) / 1000).toFixed(3)} s`,
    event.kind,
    event.attempt === undefined ? '' : String(event.attempt),
    oneLine(event.worker ?? ''),
    detailOf(event, job.createdAt),
  ]);
  return `${head}\n${renderTable(columns, rows, io.stdout, colors)}`;
}

function detailOf({ kind, detail }: TraceEvent, createdAt: number): string {
  if (detail === undefined) return '';
  if (typeof detail !== 'object' || detail === null) return jsonLine(detail);
  const fields = detail as Record<string, unknown>;
  if (typeof fields.message === 'string') return oneLine(`${fields.code}: ${fields.message}`);
  if (typeof fields.dueAt === 'number') return `due +${((fields.dueAt - createdAt) / 1000).toFixed(3)} s`;
  if (kind === 'chunk') {
    const { firstSeq, lastSeq, bytes } = fields;
    return firstSeq === lastSeq ? `${firstSeq}, ${bytes} bytes` : `${firstSeq} to ${lastSeq}, ${bytes} bytes`;
  }
  return jsonLine(detail);
}
