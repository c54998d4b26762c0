import { withMonitor } from '../connect';
import {
  type ChoiceOptions,
  carryOut,
  choiceOptions,
  chosenJobs,
  exitCodeOf,
  outcomeText,
  wordsOf,
} from '../dead-letter-choice';
import { type CliCommand, type Run, action } from '../run';
import { numberBetween } from '../values';

interface RequeueOptions extends ChoiceOptions {
  rate?: number;
  reason?: string;
}

/** Sends dead jobs back to waiting. */
export const dlqRequeue: CliCommand = {
  register(dlq, cli) {
    choiceOptions(
      dlq
        .command('requeue')
        .summary('send dead jobs again')
        .description(
          'Sends dead jobs back to waiting, oldest first, with all of their attempts before them again. ' +
            'Jobs that die meanwhile are left alone.',
        ),
    )
      .option(
        '--rate <number>',
        'jobs a second; as fast as it goes when not given',
        numberBetween(0.1, 100_000),
      )
      .option('--reason <text>', 'why, for their traces')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq requeue --group 3f9a0c5d7e21b846 --rate 5')
      .action(
        action(cli, async (run: Run<RequeueOptions>) => {
          const { rate = null, reason = 'requeued from the command line' } = run.options;
          const what = wordsOf(run.options);
          const outcome = await withMonitor(run, async (monitor) => {
            const dead = monitor.deadLetters(run.queue);
            return await carryOut(
              run,
              await chosenJobs(dead, run.options, dead.requeueing(reason)),
              rate,
              'Sent',
            );
          });
          run.print(
            { queue: run.queue, what, rate, ...outcome },
            () => `Sent again: ${outcomeText(outcome)}.\n`,
          );
          return exitCodeOf(outcome, run.options);
        }),
      );
  },
};
