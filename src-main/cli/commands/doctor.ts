import { type Check, checkMark, fail, pass } from '../checks/check';
import { checkGateway } from '../checks/gateway';
import { checkMachine } from '../checks/machine';
import { checkQueues } from '../checks/queues';
import { checkRedis } from '../checks/redis';
import { findRedis, withMonitor } from '../connect';
import { exitCodes, UnreachableError } from '../failure';
import { oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { type Column, renderTable } from '../tables';

const columns: Column[] = [
  { title: 'CHECK', shrinkTo: 12 },
  { title: 'RESULT' },
  { title: 'FOUND', shrinkTo: 20 },
];

/** Says what is wrong with an installation, and what to do about it. */
export const doctor: CliCommand = {
  register(program, cli) {
    program
      .command('doctor')
      .summary('check this machine, Redis, the queues and the gateway')
      .description(
        'Checks this machine, Redis, the queues and the gateway; says what to do. Exit 1 when a check fails.',
      )
      .addHelpText('after', '\nExample:\n  $ signalbox doctor --redis redis://127.0.0.1:6379')
      .action(
        action(cli, async (run: Run) => {
          const { dataDir } = run.config();
          const checks = [
            ...(await checkMachine(dataDir)),
            ...(await redisAndQueues(run)),
            await checkGateway(dataDir),
          ];
          const ok = checks.every(({ status }) => status !== 'fail');
          run.print({ ok, checks }, () => table(run, checks));
          return ok ? exitCodes.done : exitCodes.failed;
        }),
      );
  },
};

async function redisAndQueues(run: Run): Promise<Check[]> {
  const name = 'Redis';
  try {
    const { description } = await findRedis(run);
    return await withMonitor(run, async (monitor) => [
      pass(name, description),
      ...(await checkRedis(monitor, run.queue, run.io.now)),
      ...(await checkQueues(monitor, run.config().queue.alertPending)),
    ]);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return [fail(name, error.message, 'start it, or give its address: --redis URL or REDIS_URL')];
  }
}

/** Remedies have lines of their own, whole: they are to be read and copied. */
function table({ io, colors }: Run, checks: Check[]): string {
  const rows = checks.map(({ name, status, detail }) => [name, checkMark(status, colors), oneLine(detail)]);
  const troubles = checks.filter(({ status }) => status !== 'pass');
  const text = renderTable(columns, rows, io.stdout, colors);
  if (troubles.length === 0) return `${text}\nAll is well.\n`;
  const remedies = troubles.map(
    ({ name, status, detail, remedy }) =>
      `${checkMark(status, colors)}  ${name}: ${oneLine(detail)}\n  -> ${remedy}\n`,
  );
  return `${text}\n${remedies.join('')}`;
}
