import { runBench, type BenchResult } from '../bench-run';
import { withMonitor } from '../connect';
import { fineDuration } from '../duration';
import { exitCodes } from '../failure';
import { type CliCommand, type Run, action } from '../run';
import { StatusLine } from '../status-line';
import { type Column, renderTable } from '../tables';
import { wholeNumber } from '../values';

interface BenchOptions {
  jobs: number;
  concurrency: number;
}

const columns: Column[] = [
  { title: 'WHAT' },
  { title: 'JOBS', align: 'right' },
  { title: 'TIME', align: 'right' },
  { title: 'RESULT', shrinkTo: 12 },
];

/** Measures this Redis and this machine. */
export const bench: CliCommand = {
  register(program, cli) {
    program
      .command('bench')
      .summary('measure this Redis and this machine')
      .description('Adds and runs jobs that do nothing, in a queue of its own that it removes again.')
      .option('--jobs <number>', 'how many', wholeNumber(1, 1_000_000), 20_000)
      .option('--concurrency <number>', 'jobs run at once', wholeNumber(1, 10_000), 100)
      .addHelpText('after', '\nExample:\n  $ signalbox bench --jobs 50000 --concurrency 200')
      .action(action(cli, (run: Run<BenchOptions>) => measure(run)));
  },
};

async function measure(run: Run<BenchOptions>): Promise<number> {
  const { jobs, concurrency } = run.options;
  let phase = 'connecting';
  const line = new StatusLine(run.io.stderr, () => phase);
  const interruption = new AbortController();
  const release = run.io.onInterrupt(() => interruption.abort());
  line.show();
  try {
    const result = await withMonitor(run, (monitor) =>
      runBench({
        redis: monitor.queue(run.queue).connection.target,
        jobs,
        concurrency,
        signal: interruption.signal,
        onPhase: (text) => {
          phase = text;
        },
      }),
    );
    line.hide();
    if (!result) {
      run.tell('Interrupted; the queue of the bench is removed.');
      return exitCodes.interrupted;
    }
    run.print(result, () => table(run, result));
    return exitCodes.done;
  } finally {
    line.hide();
    release();
  }
}

function table({ io, colors }: Run, { jobs, concurrency, enqueue, process, roundTrip }: BenchResult): string {
  const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en')} jobs/s`;
  const { p50Ms, p95Ms, p99Ms } = roundTrip;
  const rows = [
    ['add', String(jobs), fineDuration(enqueue.ms), rate(enqueue.perSecond)],
    [`run, ${concurrency} at once`, String(jobs), fineDuration(process.ms), rate(process.perSecond)],
    [
      'add, run, result',
      String(roundTrip.jobs),
      fineDuration(roundTrip.ms),
      `p50 ${fineDuration(p50Ms)}, p95 ${fineDuration(p95Ms)}, p99 ${fineDuration(p99Ms)}`,
    ],
  ];
  return renderTable(columns, rows, io.stdout, colors);
}
