/** One line of a text, without its end. */
export interface TextLine {
  /** Counted from 1. */
  number: number;
  text: string;
  /** Why it could not be read; `text` is empty then. */
  fault?: string;
}

/** Cuts bytes into lines of UTF-8 text as they come. A line over `maxBytes` is not kept, and told as a fault. */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<TextLine, void, void> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const add = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
    else parts = [];
  };
  const take = (): TextLine => {
    const line = bytes > maxBytes ? fault(`longer than ${maxBytes} bytes`) : decoded(parts);
    parts = [];
    bytes = 0;
    return { number: number++, ...line };
  };
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}

function decoded(parts: Uint8Array[]): Omit<TextLine, 'number'> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return fault('not UTF-8');
  }
}

function fault(why: string): Omit<TextLine, 'number'> {
  return { text: '', fault: why };
}
