/** How to start a process. */
export interface SpawnOptions {
  /** What it is called in logs and process lists. */
  name: string;
  args?: readonly string[];
  /** Added to this process's own environment. */
  env?: Readonly<Record<string, string>>;
}

/** How a process ended: its exit code, or the signal that ended it where the platform tells. */
export type ExitListener = (code: number | null, signal: string | null) => void;

/** A child process with a message port. Its script has to end when the port closes, so that it does not outlive this process. */
export interface HostedProcess {
  /** undefined until it runs, and for ever when it could not be started. */
  readonly pid: number | undefined;
  /** Sends any structured-cloneable value. Nothing happens when the process has ended. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once; also when the process could not be started (code null, signal null). */
  onExit(listener: ExitListener): void;
  /** Each line the process writes, on stdout and stderr; all of them come before `onExit`. */
  onLine(listener: (line: string) => void): void;
  /** Nothing happens when the process has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** Starts processes: Node's way headless, Electron's in the desktop application. */
export interface Host {
  /** @param entry absolute path of the built script to run */
  spawn(entry: string, options: SpawnOptions): HostedProcess;
}
