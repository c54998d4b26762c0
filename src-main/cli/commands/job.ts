import { SignalboxError } from '../../../src-core/protocol/errors';
import type { Attempt, JobRecord } from '../../../src-core/protocol/job';
import type { Queue } from '../../../src-core/queue/queue';
import { queueOf, withMonitor } from '../connect';
import { fineDuration, iso, relativeTime } from '../duration';
import { Follower } from '../follow';
import { jobView, shownJob } from '../job-view';
import { printEnding } from '../outcome';
import { harmless, jsonLine, oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { stateMark } from '../state-mark';
import { type Column, renderPairs, renderTable } from '../tables';
import { verdictLine } from '../verdict';

interface JobOptions {
  follow?: boolean;
}

const columns: Column[] = [
  { title: 'TRY', align: 'right' },
  { title: 'OUTCOME' },
  { title: 'WORKER', shrinkTo: 12 },
  { title: 'STARTED' },
  { title: 'RAN', align: 'right' },
  { title: 'ERROR', shrinkTo: 8 },
];

/** Shows one job. */
export const job: CliCommand = {
  register(program, cli) {
    program
      .command('job')
      .argument('<id>', "the job's id")
      .summary('show a job, or follow it to its end')
      .description(
        'Shows a job with its payload, attempts and result. Without --queue it is looked for in every queue.',
      )
      .option('--follow', 'wait for its end and print what it streams, as "submit --follow" does')
      .addHelpText('after', '\nExample:\n  $ signalbox job 01jz8m2k')
      .action(
        action(cli, (run: Run<JobOptions>, id: string) =>
          withMonitor(run, async (monitor) => {
            const queue = await queueOf(run, monitor, id);
            const trace = await queue.trace(id);
            // It can be removed between the two questions.
            if (!trace) throw new SignalboxError('JOB_NOT_FOUND', `No job ${id}`);
            if (run.options.follow) return await follow(run, queue, trace.job);
            const verdict = await verdictLine(run, queue, trace);
            run.print(jobView(trace.job), () => describe(run, trace.job, verdict));
            return 0;
          }),
        ),
      );
  },
};

async function follow(
  run: Run<JobOptions>,
  queue: Queue,
  { id, type, createdAt }: JobRecord,
): Promise<number> {
  const follower = new Follower(run, type, { stream: true });
  const ending = await follower.until(queue.delivery.watch(id, {}, follower.listener));
  return printEnding(run, id, type, ending, true, Math.max(0, run.io.now() - createdAt));
}

/** A job for a person: its fields, attempts, payload and result. */
export function describe(run: Run, found: JobRecord, verdict: string): string {
  const { io, colors } = run;
  const parts = [renderPairs([...pairs(run, found), ['verdict', verdict]], io.stdout, colors)];
  if (found.history.length > 0) {
    const rows = found.history.map((attempt) => attemptRow(attempt, io.now()));
    parts.push(renderTable(columns, rows, io.stdout, colors));
  }
  parts.push(`${colors.dim('payload')}\n${pretty(run, shownJob(found).payload)}`);
  if (found.state === 'completed') parts.push(`${colors.dim('result')}\n${pretty(run, found.result)}`);
  return parts.join('\n');
}

function pairs({ io, colors }: Run, found: JobRecord): [string, string][] {
  const now = io.now();
  const rows: [string, string][] = [
    ['job', oneLine(found.id)],
    ['state', stateMark(found.state, colors)],
    ['type', found.type],
    ['queue', found.queue],
    ['priority', String(found.priority)],
    ['attempt', `${found.attempt} of ${found.attempts}, each up to ${fineDuration(found.timeoutMs)}`],
  ];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined) rows.push([name, oneLine(value)]);
  };
  const time = (at: number | undefined) =>
    at === undefined ? undefined : `${iso(at)} (${relativeTime(at, now)})`;
  add('created', time(found.createdAt));
  add('due', time(found.dueAt));
  add('started', time(found.startedAt));
  add('finished', time(found.finishedAt));
  add('worker', found.worker);
  add('client', found.clientId);
  add('requires', found.requires && jsonLine(found.requires));
  add('labels', found.labels && jsonLine(found.labels));
  add('traceparent', found.traceparent);
  const { progress, error } = found;
  add('progress', progress && `${progress.percent} %${progress.note ? ` ${progress.note}` : ''}`);
  add('error', error && `${error.code}: ${error.message}`);
  return rows;
}

function attemptRow({ attempt, outcome, worker, startedAt, endedAt, error }: Attempt, now: number): string[] {
  return [
    String(attempt),
    outcome,
    oneLine(worker),
    relativeTime(startedAt, now),
    fineDuration(Math.max(0, (endedAt ?? now) - startedAt)),
    error ? oneLine(`${error.code}: ${error.message}`) : '',
  ];
}

function pretty({ io }: Run, value: unknown): string {
  const text = JSON.stringify(value ?? null, null, 2);
  return `${io.stdout.isTTY ? harmless(text) : text}\n`;
}
