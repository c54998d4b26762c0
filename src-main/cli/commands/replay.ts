import { open } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../failure';
import { readConversationFile } from '../replay/conversation-file';
import { type GivenOptions, givenVariables } from '../replay/given-variables';
import { type ReplayRunOptions, replayRecording } from '../replay/replay-recording';
import { runSavedCollection } from '../replay/run-saved-collection';
import { action, type CliCommand, type Run } from '../run';

interface ReplayCommandOptions extends ReplayRunOptions, GivenOptions {}

/** Has a recorded conversation again and compares it, or runs a collection with its expectations. */
export const replay: CliCommand = {
  register(program, cli) {
    program
      .command('replay')
      .summary('have a recorded conversation again, or run a collection')
      .description(
        'Replays a recording of WebSocket conversations and compares what comes with what was recorded, or runs a collection with its expectations. Exit 1 when something is otherwise, 2 for a faulty file, 3 when the gateway cannot be reached.',
      )
      .argument('<file>', 'a .recording.jsonl or .collection.yaml file, or the name of a saved one')
      .option('--junit <file>', 'write the report as JUnit XML')
      .option(
        '--speed <factor>',
        'for recordings: 1 = as recorded, 2 = twice as fast, fastest; fastest when not given',
        speed,
      )
      .option('--step', 'for recordings: wait for Enter before each frame that is sent')
      .option('--gateway <url>', 'the gateway to talk to, not the one that runs on this machine', gatewayUrl)
      .option('--token <token>', 'its client token, for connections of that role')
      .option('--worker-token <token>', 'its worker token')
      .option('--admin-token <token>', 'its admin token, for monitors')
      .option('--set <name=value>', 'the value of a variable; may be given several times', assignment)
      .option('--environment <file>', 'an .environment.yaml file with values of variables')
      .addHelpText('after', '\nExample:\n  $ signalbox replay checkout --junit report.xml')
      .action(action(cli, (run: Run<ReplayCommandOptions>, file: string) => replayFile(run, file)));
  },
};

async function replayFile(run: Run<ReplayCommandOptions>, name: string): Promise<number> {
  const file = await readConversationFile(run, name);
  const given = await givenVariables(run);
  const { junit } = run.options;
  if (junit !== undefined) await checkWritable(junit);
  return file.kind === 'recording'
    ? await replayRecording(run, file, given)
    : await runSavedCollection(run, file, given);
}

/** Known before the run rather than after it. */
async function checkWritable(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
  } catch (error) {
    throw new UsageError(`Cannot write ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function speed(text: string): number | 'fastest' {
  if (text === 'fastest') return text;
  const factor = Number(text);
  if (text.trim() !== '' && factor >= 0.01 && factor <= 1000) return factor;
  throw new InvalidArgumentError('Accepted: a number from 0.01 to 1000, or fastest.');
}

function gatewayUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.origin;
  throw new InvalidArgumentError('Accepted: a URL like http://127.0.0.1:8000.');
}

function assignment(text: string, before: Record<string, string> | undefined): Record<string, string> {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_-]{0,63})=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('Accepted: NAME=VALUE; a name is a letter or _ and letters, digits, _ -.');
  return { ...before, [name]: value };
}
