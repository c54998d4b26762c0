import type { Command } from 'commander';
import { readConfig } from '../config';
import type { Overrides } from '../config-reader';
import type { Config } from '../config-shape';
import type { BuiltFiles } from '../simulation';
import { type Colors, colorsFor } from './colors';
import { exitCodes } from './failure';
import type { Io } from './io';

/** Options of every command. */
interface SharedOptions {
  queue?: string;
  redis?: string;
  format: 'table' | 'json';
}

/** A command: adds itself to the program. */
export interface CliCommand {
  register(program: Command, cli: Cli): void;
}

/** The program as it was built. */
export interface Build {
  readonly version: string;
  readonly files: BuiltFiles;
}

/** What all commands of one program share. */
export interface Cli {
  readonly io: Io;
  readonly build: Build;
  /** What the process is to end with. */
  exitCode: number;
}

/** One execution of a command: its options, its settings, its output. */
export class Run<Options = unknown> {
  readonly options: Options & SharedOptions;
  /** For results on stdout. */
  readonly colors: Colors;

  constructor(
    readonly io: Io,
    readonly command: Command,
  ) {
    this.options = command.optsWithGlobals();
    this.colors = colorsFor(io.stdout, io.env);
  }

  get json(): boolean {
    return this.options.format === 'json';
  }

  /** The queue to work on. */
  get queue(): string {
    return this.options.queue ?? 'default';
  }

  /** The settings, with this command's options before the environment. Throws ConfigError. */
  config(overrides: Overrides = {}, listens = false): Config {
    const { queue, redis } = this.options;
    return readConfig(
      this.io.env,
      { ...(queue && { queue }), ...(redis && { redis }), ...overrides },
      { listens },
    );
  }

  /** Prints the result: `document` as JSON, or what `table` makes for a person. Called once. */
  print(document: unknown, table: () => string): void {
    this.io.stdout.write(this.json ? `${JSON.stringify(document, null, 2)}\n` : table());
  }

  /** Prints a message beside the result. */
  tell(message: string): void {
    this.io.stderr.write(`${message}\n`);
  }
}

/** An action for commander. What `body` answers is the exit code; 0 when it answers nothing. */
export function action<Options, Args extends (string | undefined)[]>(
  cli: Cli,
  body: (run: Run<Options>, ...args: Args) => Promise<number | undefined> | Promise<void>,
): (...parameters: unknown[]) => Promise<void> {
  return async (...parameters) => {
    // Commander gives the arguments, then the options, then the command.
    const command = parameters.at(-1) as Command;
    const code = await body(new Run<Options>(cli.io, command), ...(parameters.slice(0, -2) as Args));
    cli.exitCode = code ?? exitCodes.done;
  };
}
