import { type UtilityProcess, utilityProcess } from 'electron';
import type { ExitListener, Host, HostedProcess, SpawnOptions } from './host';
import { ProcessEvents } from './process-events';

/** Starts Electron utility processes. The only file of this room that knows Electron. */
export const electronHost: Host = {
  spawn(entry: string, options: SpawnOptions): HostedProcess {
    const child = utilityProcess.fork(entry, [...(options.args ?? [])], {
      serviceName: options.name,
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
      execArgv: [],
    });
    return new ElectronProcess(child);
  },
};

class ElectronProcess implements HostedProcess {
  private readonly child: UtilityProcess;
  private readonly events = new ProcessEvents();
  /** A signal that was asked for before there was a process to receive it. */
  private killOnSpawn: 'SIGTERM' | 'SIGKILL' | null = null;

  constructor(child: UtilityProcess) {
    this.child = child;
    this.events.readLines(child.stdout as import('node:stream').Readable | null);
    this.events.readLines(child.stderr as import('node:stream').Readable | null);
    child.on('message', (message) => this.events.message(message));
    child.once('spawn', () => {
      if (this.killOnSpawn) this.kill(this.killOnSpawn);
    });
    // Electron tells no signal; the output is told through other pipes, so it gets a turn to arrive.
    child.once('exit', (code) => setImmediate(() => this.events.exited(code, null)));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: unknown): void {
    if (!this.events.ended) this.child.postMessage(message);
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
    if (this.events.ended) return;
    const pid = this.child.pid;
    if (pid === undefined) this.killOnSpawn = signal;
    else if (signal === 'SIGTERM') this.child.kill();
    // Electron's own kill knows no signal a process cannot catch.
    else killByPid(pid);
  }
}

function killByPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended: its exit event is on the way.
  }
}
