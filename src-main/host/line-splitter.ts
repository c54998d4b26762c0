import { StringDecoder } from 'node:string_decoder';

/** A longer line is cut, so that a process that never ends its line cannot fill the memory. */
const maxLine = 4096;

/** Turns the bytes of an output stream into lines, without their line ends. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private readonly onLine: (line: string) => void;
  private rest = '';

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  write(bytes: Buffer): void {
    const lines = (this.rest + this.decoder.write(bytes)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.emit(line);
    if (this.rest.length > maxLine) this.end();
  }

  /** Hands out what has no line end yet. */
  end(): void {
    if (this.rest) this.emit(this.rest);
    this.rest = '';
  }

  private emit(line: string): void {
    this.onLine(line.replace(/\r$/, '').slice(0, maxLine));
  }
}
