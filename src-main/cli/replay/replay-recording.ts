import { writeFile } from 'node:fs/promises';
import type { Recording } from '../../../src-core/conversation/recording';
import { RecordingFileError, readRecording } from '../../../src-core/conversation/recordings/read-recording';
import { secretsMissing } from '../../../src-core/conversation/recordings/replaying/bindings';
import { bodyTypeOf } from '../../../src-core/conversation/recordings/difference-log';
import { replay } from '../../../src-core/conversation/recordings/replay';
import type { ReplayOptions } from '../../../src-core/conversation/recordings/replay-options';
import { replayJunit } from '../../../src-core/conversation/recordings/replay-junit';
import type { ReplayReport } from '../../../src-core/conversation/reports';
import { maskSecrets } from '../../../src-core/redaction/mask-secrets';
import { exitCodes, UsageError } from '../failure';
import { oneLine } from '../plain-text';
import type { Run } from '../run';
import { StatusLine } from '../status-line';
import type { ConversationFile } from './conversation-file';
import { dialDirectly, type GatewayAccess } from './dial';
import { type AccessOptions, findGateway } from './gateway-access';
import type { Given } from './given-variables';
import { replayText } from './replay-text';

export interface ReplayRunOptions extends AccessOptions {
  junit?: string;
  speed?: number | 'fastest';
  step?: boolean;
}

/** Replays a recording and prints and writes its report. Answers the exit code. */
export async function replayRecording(
  run: Run<ReplayRunOptions>,
  { path, text }: ConversationFile,
  { values, secrets }: Given,
): Promise<number> {
  const recording = read(path, text);
  const variables = withSecrets(run, recording, values);
  const needsGateway = Object.values(recording.connections).some(({ role }) => role !== undefined);
  const gateway = needsGateway ? await findGateway(run) : null;
  if (gateway) run.tell(`Replaying against the gateway at ${gateway.url}`);
  const report = await played(run, recording, { values: variables, secrets }, gateway);
  if (run.options.junit !== undefined) await writeFile(run.options.junit, replayJunit(report));
  run.print(report, () => replayText(report, run.colors));
  return report.passed ? exitCodes.done : exitCodes.failed;
}

function read(path: string, text: string): Recording {
  try {
    return readRecording(text);
  } catch (error) {
    if (error instanceof RecordingFileError) throw new UsageError(`${path}, ${error.message}`);
    throw error;
  }
}

/** Those that are not given are taken from the environment: a script keeps them there. Throws UsageError. */
function withSecrets(
  { io }: Run,
  recording: Recording,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const variables = { ...given };
  for (const name of secretsMissing(recording, given)) variables[name] = io.env[name];
  // A secret is text, though its digits were taken for a number.
  for (const [name, { chosenBy }] of Object.entries(recording.values))
    if (chosenBy === 'secret' && variables[name] !== undefined) variables[name] = String(variables[name]);
  const missing = secretsMissing(recording, variables);
  if (missing.length === 0) return variables;
  const example = `--set ${missing[0]}=VALUE`;
  throw new UsageError(
    `The recording holds no secrets; it needs ${missing.join(', ')}: give ${example}, an --environment, or environment variables of these names`,
  );
}

async function played(
  run: Run<ReplayRunOptions>,
  recording: Recording,
  { values: variables, secrets }: Given,
  gateway: GatewayAccess | null,
): Promise<ReplayReport> {
  const { io } = run;
  const { speed = 'fastest', step } = run.options;
  const interruption = new AbortController();
  const release = io.onInterrupt(() => interruption.abort());
  let done = 0;
  const status = new StatusLine(io.stderr, () => `replaying ${done} of ${recording.entries.length}`);
  if (!step) status.show();
  try {
    return await replay(recording, {
      dial: dialDirectly(gateway),
      speed,
      variables,
      secrets: [...secrets, ...Object.values(gateway?.tokens ?? {})],
      signal: interruption.signal,
      onEntry: () => {
        done += 1;
      },
      ...(step && stepping(run, recording)),
    });
  } finally {
    status.hide();
    release();
  }
}

/** Enter plays the next thing; what goes over the connections is shown. */
function stepping({ io }: Run, { entries }: Recording): Pick<ReplayOptions, 'step' | 'onFrame'> {
  return {
    step: async (entry, index) => {
      const what = entry.kind === 'sent' ? `send ${bodyTypeOf(entry)}` : entry.kind;
      io.stderr.write(
        `Enter: ${oneLine(`${what} on ${entry.connection}`)} (line ${index + 2} of ${entries.length + 1}) `,
      );
      const isGiven = await io.nextLine();
      // A terminal shows the Enter itself.
      if (!io.stderr.isTTY) io.stderr.write('\n');
      if (!isGiven) throw new Error('the input ended');
    },
    onFrame: ({ connection, way, data, entry, differences }) => {
      const shown = typeof data === 'string' ? maskSecrets(data).slice(0, 200) : `${data.length} bytes`;
      const isFault = differences.some(({ allowed }) => allowed === undefined);
      const note = isFault ? '  (differs)' : entry === null ? '  (not recorded)' : '';
      io.stderr.write(`${oneLine(`${connection} ${way === 'sent' ? '->' : '<-'} ${shown}${note}`)}\n`);
    },
  };
}
