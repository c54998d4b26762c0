import pino, { type Logger } from 'pino';
import type { LogLine } from '../src-core/protocol/bundle';
import type { Journal as GatewayJournal } from './gateway/options';
import { Redactor } from '../src-core/redaction/redactor';

/** Lines that are remembered, and about how many characters of them; the oldest are forgotten. */
const mostLines = 5000;
const mostText = 4_000_000;
/** Characters of one line that are remembered. */
const mostOfLine = 8000;

/** The newest lines of a log, and the secrets that are kept out of it. */
export interface Journal extends GatewayJournal {
  /** Keeps this text out of the log from now on. */
  know(secret: string): void;
}

/** A log and what is remembered of it. */
export interface Logging {
  log: Logger;
  journal: Journal;
}

/**
 * Logs as JSON lines on stderr: stdout is for the ready line and for data. What looks like a secret, or is one of
 * `secrets`, is hidden.
 */
export function newLogging(
  level: string,
  secrets: Iterable<string> = [],
  write: (line: string) => void = stderrWriter(),
): Logging {
  const known = new Set(secrets);
  const redactor = new Redactor(known);
  const ring = new LineRing();
  const take = (text: string) => {
    const line = safeLine(redactor, text);
    write(line);
    ring.add(line);
  };
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: take });
  return {
    log,
    journal: {
      lines: () => ring.lines(),
      since: () => ring.since(),
      secrets: () => [...known],
      know: (secret) => {
        known.add(secret);
        redactor.know(secret);
      },
    },
  };
}

/** The same where nobody asks for the lines. */
export function newLog(level: string): Logger {
  return newLogging(level).log;
}

function stderrWriter(): (line: string) => void {
  const out = pino.destination(2);
  return (line) => void out.write(line);
}

/** The line without secrets, still one line of JSON. */
function safeLine(redactor: Redactor, text: string): string {
  const line = parsed(text);
  if (!line) return `${redactor.text(text.trimEnd())}\n`;
  const { time, level, ...rest } = line;
  return `${JSON.stringify({ level, time, ...redactor.value(rest) })}\n`;
}

class LineRing {
  #lines: LogLine[] = [];
  #text = 0;
  #since = Date.now();

  add(text: string): void {
    const line = read(text);
    this.#lines.push(line);
    this.#text += sizeOf(line);
    let gone = 0;
    while (
      this.#lines.length - gone > mostLines ||
      (this.#text > mostText && gone < this.#lines.length - 1)
    ) {
      this.#text -= sizeOf(this.#lines[gone] as LogLine);
      gone += 1;
    }
    if (gone === 0) return;
    this.#lines = this.#lines.slice(gone);
    this.#since = this.#lines[0]?.at ?? this.#since;
  }

  since(): number {
    return this.#since;
  }

  lines(): readonly LogLine[] {
    return this.#lines;
  }
}

const sizes = new WeakMap<LogLine, number>();

function sizeOf(line: LogLine): number {
  return sizes.get(line) ?? 0;
}

function read(text: string): LogLine {
  const { level, time, msg, ...fields } = parsed(text) ?? { msg: text.trimEnd() };
  const more = JSON.stringify(fields);
  const line: LogLine = {
    at: typeof time === 'string' ? Date.parse(time) : Date.now(),
    level: pino.levels.labels[Number(level)] ?? 'info',
    text: String(msg ?? '').slice(0, mostOfLine),
    ...(more !== '{}' && { fields: more.length <= mostOfLine ? fields : { cut: more.slice(0, mostOfLine) } }),
  };
  sizes.set(line, line.text.length + Math.min(more.length, mostOfLine));
  return line;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
