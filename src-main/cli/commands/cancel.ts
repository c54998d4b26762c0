import { queueOf, withMonitor } from '../connect';
import { type CliCommand, type Run, action } from '../run';

/** Cancels a job. */
export const cancel: CliCommand = {
  register(program, cli) {
    program
      .command('cancel')
      .argument('<id>', "the job's id")
      .summary('cancel a job that is not finished')
      .description(
        'Cancels a waiting, scheduled or running job; the worker of a running one is told to stop.',
      )
      .option('--reason <text>', 'why, for its trace')
      .addHelpText('after', '\nExample:\n  $ signalbox cancel 01jz8m2k --reason "not needed any more"')
      .action(
        action(cli, async (run: Run<{ reason?: string }>, id: string) => {
          const { state, wasRunning } = await withMonitor(run, async (monitor) =>
            (await queueOf(run, monitor, id)).cancel(id, run.options.reason),
          );
          run.print({ jobId: id, state, wasRunning }, () =>
            wasRunning ? `Cancelled ${id}; its worker is told to stop.\n` : `Cancelled ${id}.\n`,
          );
        }),
      );
  },
};
