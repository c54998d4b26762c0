import { Option } from 'commander';
import { jobStates, type JobState } from '../../../src-core/protocol/job-state';
import { withMonitor } from '../connect';
import { UsageError } from '../failure';
import { type CliCommand, type Run, action } from '../run';
import { queueArgument } from '../values';

type Purgeable = Exclude<JobState, 'active'>;
const purgeable = jobStates.filter((state): state is Purgeable => state !== 'active');

interface PurgeOptions {
  state?: Purgeable;
  yes?: boolean;
}

/** Removes the jobs of a queue. */
export const purge: CliCommand = {
  register(program, cli) {
    program
      .command('purge')
      .addArgument(queueArgument())
      .summary('remove the jobs of a queue')
      .description('Removes the jobs of a queue for good: those in one state, or all but the running ones.')
      .addOption(new Option('--state <state>', 'only jobs in this state').choices(purgeable))
      .option('--yes', 'really do it')
      .addHelpText('after', '\nExample:\n  $ signalbox purge default --state completed --yes')
      .action(
        action(cli, async (run: Run<PurgeOptions>, queue: string) => {
          const { state, yes } = run.options;
          const what = state ? `${state} jobs` : 'jobs that are not running';
          if (!yes)
            throw new UsageError(`This removes all ${what} of queue ${queue} for good: add --yes to do it`);
          const states = state ? [state] : purgeable;
          const removed = await withMonitor(run, async (monitor) => {
            let sum = 0;
            for (const each of states) sum += await monitor.queue(queue).purge(each);
            return sum;
          });
          run.print({ queue, states, removed }, () => `Removed ${removed} ${what} of queue ${queue}.\n`);
        }),
      );
  },
};
