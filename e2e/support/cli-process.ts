import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a command line ended with. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command line that runs as a process of its own. */
export interface RunningCli {
  child: ChildProcessWithoutNullStreams;
  ended: Promise<Ended>;
  /** Resolves when this text has come on stderr. */
  says(message: string): Promise<void>;
}

/** Starts the built command line with nothing from this process's environment but PATH. */
export function startCli(
  script: string,
  args: string[],
  env: Record<string, string>,
  input = '',
): RunningCli {
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });
  child.stdin.end(input);
  let heard = '';
  child.stderr.on('data', (data: Buffer) => {
    heard += data.toString();
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return {
    child,
    ended: ended.then(([stdout, stderr, [code]]) => ({ code, stdout, stderr })),
    says: async (message) => {
      while (!heard.includes(message)) await once(child.stderr, 'data');
    },
  };
}
