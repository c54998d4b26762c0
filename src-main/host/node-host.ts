import { type ChildProcess, fork } from 'node:child_process';
import type { ExitListener, Host, HostedProcess, SpawnOptions } from './host';
import { ProcessEvents } from './process-events';

/** After the exit, how long output that is still in the pipes is waited for: a grandchild can hold them open. */
const outputGraceMs = 500;

/** Starts child processes of plain Node. */
export const nodeHost: Host = {
  spawn(entry: string, options: SpawnOptions): HostedProcess {
    const child = fork(entry, options.args ?? [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...options.env },
      // Flags of this process (an inspector's port, a test runner's loader) are not the child's.
      execArgv: [],
    });
    return new NodeProcess(child);
  },
};

class NodeProcess implements HostedProcess {
  private readonly child: ChildProcess;
  private readonly events = new ProcessEvents();

  constructor(child: ChildProcess) {
    this.child = child;
    this.events.readLines(child.stdout);
    this.events.readLines(child.stderr);
    child.on('message', (message) => this.events.message(message));
    // 'error' is also told for a message that could not be sent; only a failed start has no pid.
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      this.events.line(error.message);
      this.events.exited(null, null);
    });
    child.on('exit', (code, signal) => {
      const timer = setTimeout(() => this.events.exited(code, signal), outputGraceMs);
      child.once('close', () => {
        clearTimeout(timer);
        this.events.exited(code, signal);
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: unknown): void {
    // The callback keeps a send to a process that is just ending from becoming an 'error' event.
    if (this.child.connected) this.child.send(message as object, () => {});
  }

  onMessage(listener: (message: unknown) => void): void {
    this.events.onMessage(listener);
  }

  onExit(listener: ExitListener): void {
    this.events.onExit(listener);
  }

  onLine(listener: (line: string) => void): void {
    this.events.onLine(listener);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.events.ended) this.child.kill(signal);
  }
}
