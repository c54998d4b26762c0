import { utilityProcess } from 'electron';

/** The part of a forked Node process that a server in a child process needs. */
interface UtilityChild {
  readonly pid: number | undefined;
  send(message: unknown): void;
  kill(signal?: 'SIGKILL'): void;
  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'exit', listener: (code: number | null) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

/** What `child_process.fork` is headless: inside Electron that would need the RunAsNode fuse, which is off. */
export function utilityFork(
  entryPath: string,
  args: string[],
  options: { execArgv: string[] },
): UtilityChild {
  const child = utilityProcess.fork(entryPath, args, { ...options, stdio: 'inherit' });
  function on(event: 'message', listener: (message: unknown) => void): void;
  function on(event: 'exit', listener: (code: number | null) => void): void;
  function on(event: 'error', listener: (error: Error) => void): void;
  function on(event: string, listener: (value: never) => void): void {
    if (event === 'error')
      child.on('error', (type, place) => listener(new Error(`${type} at ${place}`) as never));
    else child.on(event as 'message', listener as (message: unknown) => void);
  }
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => child.postMessage(message),
    // Electron's own kill is a request to end; this one is for a process that did not listen.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
    on,
  };
}
