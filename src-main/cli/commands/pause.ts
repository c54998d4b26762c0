import { withMonitor } from '../connect';
import { type CliCommand, type Run, action } from '../run';
import { queueArgument } from '../values';

/** Stops a queue from giving out jobs. */
export const pause: CliCommand = {
  register(program, cli) {
    program
      .command('pause')
      .addArgument(queueArgument())
      .summary('stop giving out jobs of a queue')
      .description('Stops giving out jobs of a queue. Running jobs go on, and jobs are still accepted.')
      .addHelpText('after', '\nExample:\n  $ signalbox pause default')
      .action(
        action(cli, async (run: Run, queue: string) => {
          await withMonitor(run, (monitor) => monitor.queue(queue).pause());
          run.print({ queue, paused: true }, () => `Queue ${queue} is paused.\n`);
        }),
      );
  },
};
