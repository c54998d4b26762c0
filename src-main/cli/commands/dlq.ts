import type { CliCommand } from '../run';
import { dlqDiscard, dlqRestore } from './dlq-discard';
import { dlqExport, dlqImport } from './dlq-files';
import { dlqGroups } from './dlq-groups';
import { dlqList } from './dlq-list';
import { dlqRequeue } from './dlq-requeue';
import { dlqShow } from './dlq-show';

const subcommands: CliCommand[] = [
  dlqGroups,
  dlqList,
  dlqShow,
  dlqRequeue,
  dlqDiscard,
  dlqRestore,
  dlqExport,
  dlqImport,
];

/** Dead letters: jobs that failed for good. */
export const dlq: CliCommand = {
  register(program, cli) {
    const group = program
      .command('dlq')
      .summary('look at dead jobs, send them again, put them away')
      .description('Dead letters: the jobs of a queue that failed for good.')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq groups');
    for (const subcommand of subcommands) subcommand.register(group, cli);
  },
};
