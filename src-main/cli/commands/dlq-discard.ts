import { undoMs } from '../../../src-core/protocol/dead-letters';
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
import { exitCodes, UsageError } from '../failure';
import { type CliCommand, type Run, action } from '../run';
import { numberBetween } from '../values';

const who = 'the command line';

interface DiscardOptions extends ChoiceOptions {
  yes?: boolean;
}

/** Puts dead jobs away for good; they can be brought back for a while. */
export const dlqDiscard: CliCommand = {
  register(dlq, cli) {
    choiceOptions(
      dlq
        .command('discard')
        .summary('put dead jobs away for good')
        .description('Removes dead jobs. For 10 minutes "dlq restore" brings them back.'),
    )
      .option('--yes', 'really do it')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq discard --group 3f9a0c5d7e21b846 --yes')
      .action(
        action(cli, async (run: Run<DiscardOptions>) => {
          const what = wordsOf(run.options);
          if (!run.options.yes)
            throw new UsageError(`This discards ${what} of queue ${run.queue}: add --yes to do it`);
          const { undoKey, ...outcome } = await withMonitor(run, async (monitor) => {
            const dead = monitor.deadLetters(run.queue);
            const removeAt = (await dead.now()) + undoMs;
            const work = await chosenJobs(dead, run.options, dead.discarding(removeAt, who));
            return { undoKey: removeAt, ...(await carryOut(run, work, null, 'Discarded')) };
          });
          const undoUntil = new Date(undoKey).toISOString();
          run.print(
            { queue: run.queue, what, ...outcome, undoKey, undoUntil },
            () => `Discarded: ${outcomeText(outcome)}.\n`,
          );
          if (outcome.done > 0 && !run.json) {
            const queue = run.options.queue === undefined ? '' : ` --queue ${run.queue}`;
            run.tell(`For 10 minutes they can be brought back: signalbox dlq restore ${undoKey}${queue}`);
          }
          return exitCodeOf(outcome, run.options);
        }),
      );
  },
};

/** Brings back what one `dlq discard` put away. */
export const dlqRestore: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('restore')
      .argument('<key>', 'the key that "dlq discard" printed', numberBetween(1, Number.MAX_SAFE_INTEGER))
      .summary('bring back what a discard put away')
      .description('Brings back the dead jobs that one "dlq discard" put away less than 10 minutes ago.')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq restore 1795251283475')
      .action(
        action(cli, async (run: Run, key: string) => {
          const outcome = await withMonitor(run, async (monitor) =>
            carryOut(run, await monitor.deadLetters(run.queue).restoring(Number(key), who), null, 'Restored'),
          );
          run.print({ queue: run.queue, ...outcome }, () =>
            outcome.total === 0
              ? `Nothing of that discard is left in queue ${run.queue}.\n`
              : `Brought back: ${outcomeText(outcome)}.\n`,
          );
          if (outcome.total === 0) return exitCodes.failed;
          return exitCodeOf(outcome, {});
        }),
      );
  },
};
