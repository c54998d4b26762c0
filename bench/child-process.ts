import { type ChildProcess as NodeProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ChildTask } from './child';
import type { Sample } from './measure/measurement';

const limitMs = 120_000;

/** A process that measures one thing once, so that no run meets the compiled code or the heap of another. */
export class ChildProcess {
  readonly #process: NodeProcess;
  readonly #answer: Promise<Sample>;

  constructor(task: ChildTask) {
    this.#process = fork(process.argv[1] as string, ['child', JSON.stringify(task)]);
    const what = `${task.contender}, ${task.measure}`;
    this.#answer = new Promise<Sample>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#process.kill('SIGKILL');
        reject(new Error(`${what}: no answer within ${limitMs / 1000} s`));
      }, limitMs);
      this.#process.once('message', (sample) => {
        clearTimeout(timer);
        resolve(sample as Sample);
      });
      this.#process.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`${what}: the measuring process ended with code ${code}`));
      });
    });
    this.#answer.catch(() => undefined);
  }

  answer(): Promise<Sample> {
    return this.#answer;
  }

  /** Hangs up, upon which the process ends. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    await ended;
  }
}

/** Runs one task in a fresh process. */
export async function runTask(task: ChildTask): Promise<Sample> {
  const child = new ChildProcess(task);
  try {
    return await child.answer();
  } finally {
    await child.end();
  }
}
