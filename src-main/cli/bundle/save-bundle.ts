import { rename, rm, writeFile } from 'node:fs/promises';
import { type Bundle, BundleError, bundleFileName, readBundle } from '../../../src-core/protocol/bundle';
import { SignalboxError } from '../../../src-core/protocol/errors';
import { errorAnswerSchema } from '../../../src-core/protocol/http';
import { gatewayFilePath, readGatewayFile } from '../../gateway-file';
import { exitCodes, UnreachableError, UsageError } from '../failure';
import { harmless, oneLine } from '../plain-text';
import type { Run } from '../run';
import { renderPairs } from '../tables';

const answerMs = 60_000;

export interface FetchOptions {
  out?: string;
  gateway?: string;
  token?: string;
}

interface Gateway {
  url: string;
  token: string;
}

/** Fetches a job's bundle and writes it. Throws UnreachableError, UsageError, SignalboxError. */
export async function saveBundle(run: Run<FetchOptions>, id: string): Promise<number> {
  const text = await fetched(await gatewayFor(run), id, run.options.queue);
  const bundle = read(text);
  const { out = bundleFileName(id) } = run.options;
  if (out === '-') {
    run.io.stdout.write(`${text}\n`);
    run.tell(`Places in which secrets were hidden: ${bundle.masked}`);
    return exitCodes.done;
  }
  await write(out, text);
  const summary = summaryOf(bundle);
  run.print({ jobId: id, file: out, bytes: Buffer.byteLength(text), ...summary }, () => {
    const rows: [string, string][] = [
      ['file', harmless(out)],
      ['size', `${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB`],
      ['job', `${oneLine(bundle.trace.job.type)}, ${bundle.trace.job.state}`],
      ['in it', contentsOf(bundle)],
      ['masked', `secrets in ${bundle.masked} ${bundle.masked === 1 ? 'place' : 'places'}`],
      ...bundle.leftOut.map((what): [string, string] => ['left out', oneLine(what)]),
    ];
    return `${renderPairs(rows, run.io.stdout, run.colors)}\nLook at it with: signalbox bundle --open ${harmless(out)}\n`;
  });
  return exitCodes.done;
}

/** The one that is named, else the one that runs on this machine. */
async function gatewayFor(run: Run<FetchOptions>): Promise<Gateway> {
  const { gateway, token } = run.options;
  const { dataDir, access } = run.config();
  const file = await readGatewayFile(dataDir);
  const running = file?.alive ? file : null;
  if (gateway === undefined) {
    if (running) return { url: running.url, token: token ?? running.adminToken };
    throw new UnreachableError(
      `No gateway runs with this data directory (${gatewayFilePath(dataDir)}). Start one with "npm start", or give --gateway URL --token T`,
    );
  }
  const known = running && new URL(running.url).origin === gateway ? running.adminToken : access.adminToken;
  const used = token ?? known;
  if (!used)
    throw new UsageError('A gateway elsewhere needs --token (or SIGNALBOX_ADMIN_TOKEN): its admin token');
  return { url: gateway, token: used };
}

async function fetched({ url, token }: Gateway, id: string, queue: string | undefined): Promise<string> {
  const address = new URL(`/jobs/${encodeURIComponent(id)}/bundle`, url);
  if (queue !== undefined) address.searchParams.set('queue', queue);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(answerMs),
    });
    text = await answer.text();
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new UnreachableError(`The gateway at ${url} cannot be reached: ${why}`);
  }
  if (answer.ok) return text;
  const known = errorAnswerSchema.safeParse(parsed(text));
  if (!known.success) throw new Error(`The gateway at ${url} answered ${answer.status} ${answer.statusText}`);
  const { code, message } = known.data.error;
  throw new SignalboxError(code, message);
}

/** Another program may answer there, or a gateway of another version. */
function read(text: string): Bundle {
  try {
    return readBundle(text);
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new SignalboxError('INTERNAL', 'The gateway sent no bundle', {
      cause: new Error(`What the gateway sent is no bundle that is known here. ${error.message}`),
    });
  }
}

/** In one step, for its owner alone: what is hidden in it is no secret, the rest may be confidential. */
async function write(file: string, text: string): Promise<void> {
  const draft = `${file}.part`;
  try {
    await writeFile(draft, `${text}\n`, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new UsageError(
      `The file "${file}" cannot be written (${(error as NodeJS.ErrnoException).code ?? 'failed'})`,
    );
  }
}

function summaryOf({ trace, logs, masked, leftOut }: Bundle) {
  const { job, events } = trace;
  const frames = events.filter(({ kind }) => kind === 'frame').length;
  return {
    state: job.state,
    attempts: job.history.length,
    events: events.length - frames,
    frames,
    logLines: logs.length,
    masked,
    leftOut,
  };
}

function contentsOf(bundle: Bundle): string {
  const { attempts, events, frames, logLines } = summaryOf(bundle);
  const counted = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
  return `${counted(attempts, 'attempt')}, ${counted(events, 'event')}, ${counted(frames, 'frame')}, ${counted(logLines, 'log line')}, settings, versions, numbers`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
