import { expect, it } from 'vitest';
import { readLines } from './read-lines';

/** A body that comes in exactly these pieces. */
function body(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
}

async function linesOf(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  await readLines(body(...pieces), (line) => lines.push(line));
  return lines;
}

it('puts lines together from pieces, the last one without its end', async () => {
  expect(await linesOf('{"a"', ':1}\n{"b":2}\n\n{"c"', ':3}')).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
  expect(await linesOf()).toEqual([]);
});

it('keeps a character whole that was cut in two', async () => {
  const bytes = new TextEncoder().encode('"é"\n');
  expect(await linesOf(bytes.slice(0, 2), bytes.slice(2))).toEqual(['"é"']);
});

it('stops reading when a line cannot be taken', async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('x\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  const failing = readLines(endless, () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(cancelled).toBe(true);
});
