import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { NativeBinary } from './native-binary';
import { newPassword } from './password';
import { type Address, type RunningServer, type StartOptions, localTarget } from './running-server';
import { claimDirectory, recordAddress, releaseDirectory } from './server-claim';

/** Reading a large append-only file takes its time. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
/** A free port can be taken by another program before the server has it. */
const PORT_ATTEMPTS = 3;
const TAIL_LINES = 15;

/**
 * Runs the server ($1) with its configuration from stdin, and ends it when descriptor 3 closes: on `stop`, and by
 * the kernel when the owner dies, however it dies. Ends with the server.
 */
const WARDEN = `
exec 4<&0 </dev/null
"$1" - <&4 3<&- 4<&- &
server=$!
exec 4<&-
echo "warden: server $server"
{ read -r _ <&3; kill -TERM "$server"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

/**
 * Starts a native server of our own on 127.0.0.1, with a random password, an append-only file in `dir` and no
 * eviction; resolves when it accepts connections. It ends when this process does, even by SIGKILL. Rejects with its
 * last log lines when it does not start, and when another process uses `dir`.
 */
export async function startPrivateServer(
  options: StartOptions & { binary: NativeBinary },
): Promise<RunningServer> {
  await claimDirectory(options.dir);
  try {
    for (let attempt = 1; ; attempt++) {
      const address = options.address ?? { port: await freePort(), password: newPassword() };
      try {
        return await launch(options, address);
      } catch (error) {
        const taken = String(error).includes('Address already in use');
        if (!taken || options.address || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  } catch (error) {
    await releaseDirectory(options.dir);
    throw error;
  }
}

async function launch(
  { dir, binary, onExit }: StartOptions & { binary: NativeBinary },
  address: Address,
): Promise<RunningServer> {
  const warden = spawn('/bin/sh', ['-c', WARDEN, 'signalbox-redis', binary.path], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C in a terminal reaches us alone, and jobs are released before Redis goes.
    detached: true,
  });
  const tail: string[] = [];
  const exited = new Promise<string>((resolve) => {
    warden.once('error', (error) => resolve(error.message));
    warden.once('close', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const ready = readLog(warden, tail);
  warden.stdin?.on('error', () => {});
  warden.stdin?.end(configuration(dir, address));
  let pid: number;
  try {
    pid = await ready;
  } catch (error) {
    await end(warden, undefined, exited);
    throw new Error(`${binary.path} did not start: ${(error as Error).message}\n${tail.join('\n')}`.trim());
  }
  let stopping: Promise<void> | undefined;
  void exited.then(async (how) => {
    if (stopping) return;
    stopping = releaseDirectory(dir);
    await stopping;
    onExit?.(`${binary.engine} ended by itself (${how}): ${tail.at(-1) ?? ''}`);
  });
  await recordAddress(dir, address);
  const stop = () => {
    stopping ??= end(warden, pid, exited).then(() => releaseDirectory(dir));
    return stopping;
  };
  return { target: localTarget(address), engine: binary.engine, version: binary.version, pid, stop };
}

/** Keeps the last log lines in `tail` and resolves with the server's process id once it accepts connections. */
function readLog(warden: ChildProcess, tail: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let pid = 0;
    const timer = setTimeout(() => reject(new Error('no sign of life')), START_TIMEOUT_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    const read = (line: string) => {
      const announced = /^warden: server (\d+)$/.exec(line);
      if (announced) {
        pid = Number(announced[1]);
        return;
      }
      if (line.trim() !== '') tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      if (line.includes('Ready to accept connections')) settle(() => resolve(pid));
    };
    for (const output of [warden.stdout, warden.stderr]) {
      if (output) createInterface({ input: output }).on('line', read);
    }
    warden.once('error', (error) => settle(() => reject(error)));
    warden.once('close', () => settle(() => reject(new Error('it ended at once'))));
  });
}

/** Ends the server as its owner's death would; by force when it takes too long. */
async function end(warden: ChildProcess, pid: number | undefined, exited: Promise<unknown>): Promise<void> {
  const lifeline = warden.stdio[3] as Writable | null;
  lifeline?.on('error', () => {});
  lifeline?.destroy();
  const timer = setTimeout(() => {
    if (pid !== undefined) kill(pid);
    else warden.kill('SIGKILL');
  }, STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function configuration(dir: string, { port, password }: Address): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${quote(dir)}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    // The append-only file holds everything; snapshots beside it would only cost forks.
    'save ""',
    'maxmemory-policy noeviction',
    'logfile ""',
    'loglevel notice',
    '',
  ].join('\n');
}

/** A string as the configuration's parser reads it back. */
function quote(text: string): string {
  let quoted = '';
  for (const byte of Buffer.from(text)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    quoted += plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${quoted}"`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
