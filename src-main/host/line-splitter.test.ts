import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter';

function split(...pieces: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.write(Buffer.from(piece));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('joins what was cut anywhere, also inside a character', () => {
    const bytes = Buffer.from('añ\r\nb\n\nc');
    expect(split(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(['añ', 'b', '', 'c']);
  });

  it('does not gather a line without end', () => {
    const lines = split('x'.repeat(3000), 'x'.repeat(3000), 'y\nz');
    expect(lines.map((line) => line.length)).toEqual([4096, 1, 1]);
  });
});
