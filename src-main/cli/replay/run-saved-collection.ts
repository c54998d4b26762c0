import { readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Collection } from '../../../src-core/conversation/collection';
import { readCollection } from '../../../src-core/conversation/collections/read-collection';
import { runCollection } from '../../../src-core/conversation/collections/run-collection';
import { runJunit } from '../../../src-core/conversation/collections/run-junit';
import type { RequestResult, RunReport } from '../../../src-core/conversation/reports';
import { namesIn } from '../../../src-core/conversation/templates/templates';
import type { Colors } from '../colors';
import { fineDuration } from '../duration';
import { exitCodes, UsageError } from '../failure';
import { oneLine } from '../plain-text';
import type { Run } from '../run';
import { StatusLine } from '../status-line';
import type { ConversationFile } from './conversation-file';
import { dialDirectly } from './dial';
import { findGateway } from './gateway-access';
import type { Given } from './given-variables';
import type { ReplayRunOptions } from './replay-recording';

/** Runs a collection with its expectations and prints and writes its report. Answers the exit code. */
export async function runSavedCollection(
  run: Run<ReplayRunOptions>,
  { path, text }: ConversationFile,
  given: Given,
): Promise<number> {
  const { speed, step, junit } = run.options;
  if (speed !== undefined || step)
    throw new UsageError(
      '--speed and --step are for recordings; the requests of a collection say when they are sent',
    );
  const collection = read(path, text);
  const needsGateway = Object.values(collection.connections).some(({ role }) => role !== undefined);
  const gateway = needsGateway ? await findGateway(run) : null;
  if (gateway) run.tell(`Running against the gateway at ${gateway.url}`);
  const { values, secrets } = withEnvironment(run, collection, given);
  const report = await runWith(run, collection, {
    dial: dialDirectly(gateway),
    variables: values,
    secrets: [...secrets, ...Object.values(gateway?.tokens ?? {})],
    readFile: (name) => fileBeside(path, name),
  });
  if (junit !== undefined) await writeFile(junit, runJunit(report));
  run.print(report, () => reportText(report, run.colors));
  return report.passed ? exitCodes.done : exitCodes.failed;
}

function read(path: string, text: string): Collection {
  const { collection, issues } = readCollection(text);
  if (collection) return collection;
  throw new UsageError(
    issues.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`).join('; '),
  );
}

/** Variables of connections that nobody has given may be environment variables: there scripts keep their tokens. */
function withEnvironment(
  { io }: Run,
  { connections, variables = {} }: Collection,
  { values, secrets }: Given,
): Given {
  const open = namesIn(connections).filter((name) => !(name in variables) && !(name in values));
  const found = open.flatMap((name): [string, string][] => {
    const value = io.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    values: { ...Object.fromEntries(found), ...values },
    secrets: [...secrets, ...found.map(([, value]) => value)],
  };
}

/** A collection that came from elsewhere must not read what is not beside it. */
async function fileBeside(collection: string, name: string): Promise<Uint8Array> {
  const folder = dirname(collection);
  const path = join(folder, name);
  const inside = relative(folder, path);
  if (isAbsolute(name) || inside.startsWith('..')) throw new Error(`${name} is not beside the collection`);
  return await readFile(path);
}

async function runWith(
  { io }: Run,
  collection: Collection,
  options: Omit<Parameters<typeof runCollection>[1], 'signal'>,
): Promise<RunReport> {
  const interruption = new AbortController();
  const release = io.onInterrupt(() => interruption.abort());
  let at = 0;
  const status = new StatusLine(io.stderr, () => `request ${at + 1} of ${collection.requests.length}`);
  status.show();
  try {
    return await runCollection(collection, {
      ...options,
      signal: interruption.signal,
      onRequest: (index) => {
        at = index;
      },
    });
  } finally {
    status.hide();
    release();
  }
}

function reportText(report: RunReport, colors: Colors): string {
  const { collection, requests, failure, passed, frames, tookMs } = report;
  const lines = requests.flatMap((request) => requestLines(request, colors));
  if (failure !== undefined)
    lines.push(`${colors.red('It could not be run to its end:')} ${oneLine(failure)}`);
  const results = requests.flatMap(({ expectations }) => expectations);
  const met = results.filter((one) => one.passed).length;
  const mark = passed ? colors.green('✓ passed') : colors.red('✗ failed');
  const counts = `${met} of ${results.length} expectations met, ${frames} frames in ${fineDuration(tookMs)}`;
  return [...lines, '', `${mark}  ${oneLine(collection)}  ${counts}`, ''].join('\n');
}

function requestLines({ name, failure, expectations }: RequestResult, colors: Colors): string[] {
  return [
    colors.bold(oneLine(name)),
    ...(failure === undefined ? [] : [`  ${colors.red('✗')} ${oneLine(failure)}`]),
    ...expectations.map((one) => {
      const text = `${oneLine(one.name)}  ${colors.dim(fineDuration(one.tookMs))}`;
      if (one.passed) return `  ${colors.green('✓')} ${text}`;
      return `  ${colors.red('✗')} ${text}\n    ${oneLine(one.message ?? '')}`;
    }),
  ];
}
