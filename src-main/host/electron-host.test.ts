import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { vi } from 'vitest';
import { describeHost } from './host-contract.fixture';

/** Gives a forked Node process the port that a utility process has. */
const parentPort = `
const { EventEmitter } = require('node:events');
const port = new EventEmitter();
port.postMessage = (message) => process.send(message);
// Like the real port: messages wait until somebody listens.
port.once('newListener', () => process.on('message', (data) => port.emit('message', { data, ports: [] })));
process.on('disconnect', () => process.exit());
process.parentPort = port;
`;

vi.doMock('electron', () => {
  /** Stands in for Electron's class of that name: real processes and messages, its events and methods. */
  class UtilityProcess extends EventEmitter {
    private readonly child: ChildProcess;
    pid: number | undefined;

    constructor(entry: string, args: string[], env: NodeJS.ProcessEnv) {
      super();
      const preload = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('file:///'); ${parentPort}`)}`;
      this.child = fork(entry, args, {
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env,
        execArgv: ['--import', preload],
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
  return {
    utilityProcess: {
      fork: (entry: string, args: string[], options: { env: NodeJS.ProcessEnv }) =>
        new UtilityProcess(entry, args, options.env),
    },
  };
});

const { electronHost } = await import('./electron-host');

describeHost('electronHost', electronHost, { tellsSignals: false });
