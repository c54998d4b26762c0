/** A fault in a text, at a line and column that count from 1. */
export interface JsonFault {
  line: number;
  column: number;
  message: string;
}

export type ParsedJson = { ok: true; value: unknown } | { ok: false; fault: JsonFault };

/** Parses what a person typed; a fault says where it is. */
export function parseJson(text: string): ParsedJson {
  if (text.trim() === '')
    return { ok: false, fault: { line: 1, column: 1, message: 'Empty: type a JSON value' } };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, fault: faultOf(text, (error as Error).message) };
  }
}

// The engines say where in their own words, `at position 12` or `at line 2 column 3`, or quote the text instead.
function faultOf(text: string, message: string): JsonFault {
  const named = /line (\d+) column (\d+)/.exec(message);
  if (named) return { line: Number(named[1]), column: Number(named[2]), message: plain(message) };
  const before = text.slice(0, positionIn(message) ?? firstFault(text)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, message: plain(message) };
}

function positionIn(message: string): number | undefined {
  const found = /position (\d+)/.exec(message);
  return found ? Number(found[1]) : undefined;
}

/** The length of the longest beginning of `text` that could still become JSON, by bisection. */
function firstFault(text: string): number {
  let low = 0;
  let high = text.trimEnd().length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (couldGoOn(text.slice(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return /end of (JSON|data)/i.test(message) || (positionIn(message) ?? 0) >= beginning.length;
  }
}

/** The engine's words without the place and without the text. */
function plain(message: string): string {
  return message
    .replace(/^JSON\.parse: /, '')
    .replace(/ (in JSON )?at (position|line) \d+.*$/s, '')
    .replace(/, (\.\.\.)?".*" is not valid JSON$/s, '')
    .replace(/ of JSON input$/, ' of the text');
}
