import { withMonitor } from '../connect';
import { type CliCommand, type Run, action } from '../run';
import { queueArgument } from '../values';

/** Lets a paused queue give out jobs again. */
export const resume: CliCommand = {
  register(program, cli) {
    program
      .command('resume')
      .addArgument(queueArgument())
      .summary('give out jobs of a paused queue again')
      .description('Ends the pause of a queue.')
      .addHelpText('after', '\nExample:\n  $ signalbox resume default')
      .action(
        action(cli, async (run: Run, queue: string) => {
          await withMonitor(run, (monitor) => monitor.queue(queue).resume());
          run.print({ queue, paused: false }, () => `Queue ${queue} gives out jobs.\n`);
        }),
      );
  },
};
