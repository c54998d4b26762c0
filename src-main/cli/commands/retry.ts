import { queueOf, withMonitor } from '../connect';
import { type CliCommand, type Run, action } from '../run';

/** Sends a dead job back to waiting. */
export const retry: CliCommand = {
  register(program, cli) {
    program
      .command('retry')
      .argument('<id>', "the job's id")
      .summary('send a dead job again')
      .description('Sends a dead job back to waiting, with all of its attempts before it again.')
      .option('--reason <text>', 'why, for its trace')
      .addHelpText('after', '\nExample:\n  $ signalbox retry 01jz8m2k')
      .action(
        action(cli, async (run: Run<{ reason?: string }>, id: string) => {
          await withMonitor(run, async (monitor) =>
            (await queueOf(run, monitor, id)).retry(id, run.options.reason),
          );
          run.print({ jobId: id, state: 'waiting' }, () => `${id} waits to run again.\n`);
        }),
      );
  },
};
