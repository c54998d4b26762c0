import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import type { Io, Screen } from './io';

/** The width of an output that is not a terminal. */
const defaultColumns = 100;

/** The io of this process, and how to end with all of its output written. */
export interface ProcessIo extends Io {
  exit(code: number): void;
}

/** Connects commands to this process. A reader that goes away (`| head`) ends it quietly. */
export function processIo(): ProcessIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  }
  let lines: AsyncIterator<string> | null = null;
  return {
    stdout: screen(process.stdout),
    stderr: screen(process.stderr),
    env: process.env,
    now: Date.now,
    readInput: () => text(process.stdin),
    nextLine: async () => {
      lines ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
      return !(await lines.next()).done;
    },
    onInterrupt: (listener) => {
      process.on('SIGINT', listener);
      return () => process.off('SIGINT', listener);
    },
    exit: (code) => {
      process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
    },
  };
}

function screen(stream: WriteStream): Screen {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || defaultColumns;
    },
  };
}
