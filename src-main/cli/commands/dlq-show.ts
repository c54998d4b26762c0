import { SignalboxError } from '../../../src-core/protocol/errors';
import { queueOf, withMonitor } from '../connect';
import { jobView } from '../job-view';
import { harmless } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';
import { verdictLine } from '../verdict';
import { describe } from './job';

/** Shows one dead job. */
export const dlqShow: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('show')
      .argument('<id>', "the job's id")
      .summary('show a dead job with its error')
      .description('Shows a dead job with its attempts, payload and the stack of its error.')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq show 01jz8m2k')
      .action(
        action(cli, (run: Run, id: string) =>
          withMonitor(run, async (monitor) => {
            const queue = await queueOf(run, monitor, id);
            const trace = await queue.trace(id);
            if (!trace) throw new SignalboxError('JOB_NOT_FOUND', `No job ${id}`);
            const { job } = trace;
            if (job.state !== 'dead')
              throw new SignalboxError('INVALID_STATE', `Job ${id} is ${job.state}, not dead`);
            const verdict = await verdictLine(run, queue, trace);
            const { stack } = job.error ?? {};
            const shown = stack === undefined ? '' : `\n${run.colors.dim('stack')}\n${harmless(stack)}\n`;
            run.print(jobView(job), () => `${describe(run, job, verdict)}${shown}`);
          }),
        ),
      );
  },
};
