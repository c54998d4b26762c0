import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ImportAnswer } from '../../../src-core/protocol/dead-letters';
import { SignalboxError } from '../../../src-core/protocol/errors';
import type { DeadLetters } from '../../../src-core/queue/dead-letters';
import { withMonitor } from '../connect';
import { exitCodes, UsageError } from '../failure';
import { oneLine } from '../plain-text';
import { type CliCommand, type Run, action } from '../run';

/** Refused lines that are shown. */
const maxShown = 20;

/** Saves dead jobs in a file. */
export const dlqExport: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('export')
      .argument('<file>', 'the file to write')
      .summary('save dead jobs in a file')
      .description('Saves the dead jobs of a queue in a file, one as JSON a line. They stay in the queue.')
      .option('--group <group>', 'only those of this group (see "dlq groups")')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq export dead.ndjson')
      .action(
        action(cli, async (run: Run<{ group?: string }>, file: string) => {
          const { group } = run.options;
          const exported = await withMonitor(run, async (monitor) => {
            const dead = monitor.deadLetters(run.queue);
            if (group !== undefined && !(await dead.group(group)))
              throw new SignalboxError('NOT_FOUND', `There is no error group ${group} in queue ${run.queue}`);
            return await save(dead, group, file);
          });
          run.print({ queue: run.queue, file, exported }, () =>
            exported === 0
              ? `No dead jobs in queue ${run.queue}: ${file} is empty.\n`
              : `Saved ${jobs(exported)} of queue ${run.queue} in ${file}.\n`,
          );
        }),
      );
  },
};

/** Brings the dead jobs of a file back. */
export const dlqImport: CliCommand = {
  register(dlq, cli) {
    dlq
      .command('import')
      .argument('<file>', 'a file that "dlq export" wrote')
      .summary('bring back the dead jobs of a file')
      .description('Adds the dead jobs of a file to a queue. A job whose id is taken there is left alone.')
      .addHelpText('after', '\nExample:\n  $ signalbox dlq import dead.ndjson --queue images')
      .action(
        action(cli, async (run: Run, file: string) => {
          const answer = await withMonitor(run, (monitor) => load(monitor.deadLetters(run.queue), file));
          run.print({ queue: run.queue, file, ...answer }, () => summary(run, answer));
          for (const { line, message } of answer.refused.slice(0, maxShown))
            run.tell(`line ${line}: ${oneLine(message)}`);
          return refusedLines(answer) > 0 ? exitCodes.failed : exitCodes.done;
        }),
      );
  },
};

/** Writes beside the file and puts it in place when it is whole; a pipe or device is written to directly. */
async function save(dead: DeadLetters, group: string | undefined, file: string): Promise<number> {
  const special = await stat(file).then(
    (found) => !found.isFile(),
    () => false,
  );
  const target = special ? file : `${file}.part`;
  let count = 0;
  async function* texts() {
    for await (const { text, jobs } of dead.export(group)) {
      count += jobs;
      yield text;
    }
  }
  try {
    await pipeline(texts, createWriteStream(target));
    if (!special) await rename(target, file);
  } catch (error) {
    if (!special) await rm(target, { force: true });
    throw asFileFault(error, file);
  }
  return count;
}

async function load(dead: DeadLetters, file: string): Promise<ImportAnswer> {
  try {
    return await dead.import(createReadStream(file));
  } catch (error) {
    throw asFileFault(error, file);
  }
}

function asFileFault(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? error : new UsageError(`The file "${file}" cannot be used (${code})`);
}

function summary({ queue }: Run, answer: ImportAnswer): string {
  const refused = refusedLines(answer);
  const parts = [`Brought back ${jobs(answer.imported)} into queue ${queue}`];
  if (answer.duplicates > 0) parts.push(`${answer.duplicates} were there already`);
  if (refused > 0) parts.push(`${refused === 1 ? '1 line was' : `${refused} lines were`} refused`);
  return `${parts.join(', ')}.\n`;
}

function refusedLines({ refused, refusedMore = 0 }: ImportAnswer): number {
  return refused.length + refusedMore;
}

function jobs(count: number): string {
  return count === 1 ? '1 dead job' : `${count} dead jobs`;
}
