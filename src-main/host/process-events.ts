import type { Readable } from 'node:stream';
import type { ExitListener } from './host';
import { LineSplitter } from './line-splitter';

/**
 * Collects what a child says until somebody listens, and tells the exit once, after its output.
 * A child that is gone before its listeners are attached is told to them all the same.
 */
export class ProcessEvents {
  private readonly lineListeners: ((line: string) => void)[] = [];
  private readonly messageListeners: ((message: unknown) => void)[] = [];
  private readonly exitListeners: ExitListener[] = [];
  private exit: { code: number | null; signal: string | null } | null = null;

  get ended(): boolean {
    return this.exit !== null;
  }

  onLine(listener: (line: string) => void): void {
    this.lineListeners.push(listener);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.messageListeners.push(listener);
  }

  onExit(listener: ExitListener): void {
    if (this.exit) listener(this.exit.code, this.exit.signal);
    else this.exitListeners.push(listener);
  }

  message(message: unknown): void {
    for (const listener of this.messageListeners) listener(message);
  }

  line(line: string): void {
    for (const listener of this.lineListeners) listener(line);
  }

  /** The second and later calls change nothing. */
  exited(code: number | null, signal: string | null): void {
    if (this.exit) return;
    this.exit = { code, signal };
    for (const listener of this.exitListeners) listener(code, signal);
  }

  readLines(stream: Readable | null): void {
    if (!stream) return;
    const splitter = new LineSplitter((line) => this.line(line));
    stream.on('data', (bytes: Buffer) => splitter.write(bytes));
    stream.on('end', () => splitter.end());
    // A pipe that breaks with its process is told by the exit.
    stream.on('error', () => splitter.end());
  }
}
