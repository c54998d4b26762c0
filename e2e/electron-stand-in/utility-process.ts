import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

interface ForkOptions {
  env?: NodeJS.ProcessEnv;
  execArgv?: string[];
  stdio?: 'pipe' | 'inherit';
}

const parentPort = new URL('../../../e2e/electron-stand-in/parent-port.mjs', import.meta.url).href;

/** A forked Node process with the events and methods of a utility process. */
class UtilityProcess extends EventEmitter {
  pid: number | undefined;
  private readonly child: ChildProcess;

  constructor(entry: string, args: string[], options: ForkOptions) {
    super();
    const output = options.stdio ?? 'inherit';
    this.child = fork(entry, args, {
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
      env: options.env,
      execArgv: [...(options.execArgv ?? []), '--import', parentPort],
    });
    this.child.once('spawn', () => {
      this.pid = this.child.pid;
      this.emit('spawn');
    });
    this.child.on('message', (message) => this.emit('message', message));
    this.child.once('close', (code) => {
      this.pid = undefined;
      this.emit('exit', code ?? 1);
    });
  }

  get stdout() {
    return this.child.stdout;
  }

  get stderr() {
    return this.child.stderr;
  }

  postMessage(message: unknown): void {
    if (this.child.connected) this.child.send(message as object);
  }

  kill(): boolean {
    return this.child.kill('SIGTERM');
  }
}

export const utilityProcess = {
  fork: (entry: string, args: string[] = [], options: ForkOptions = {}) =>
    new UtilityProcess(entry, args, options),
};
