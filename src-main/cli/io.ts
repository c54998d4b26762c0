import type { Environment } from '../config-reader';

/** One output of a command. */
export interface Screen {
  write(text: string): void;
  /** Whether a person looks at it. */
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
}

/** All that a command has of the world besides Redis and the gateway. */
export interface Io {
  /** Results only. */
  readonly stdout: Screen;
  /** Messages. */
  readonly stderr: Screen;
  readonly env: Environment;
  /** Epoch milliseconds. */
  now(): number;
  /** All of standard input as text. */
  readInput(): Promise<string>;
  /** The next line of standard input has come; false at its end. */
  nextLine(): Promise<boolean>;
  /** Calls `listener` instead of ending on Ctrl+C, until the answer is called. */
  onInterrupt(listener: () => void): () => void;
}
